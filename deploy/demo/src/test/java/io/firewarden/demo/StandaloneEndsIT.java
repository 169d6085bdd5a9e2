/*
 * Copyright The Firewarden Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.firewarden.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.agent.config.AgentConfig.PortRange;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.discovery.StandaloneMasters;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.RestSource;
import io.firewarden.demo.RunningSpark.Submitted;
import io.firewarden.demo.jobs.Finishing;
import io.firewarden.demo.jobs.Until;
import io.firewarden.model.FinalStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Applications of a real standalone master are found and read, and end as it is known there. */
@ExtendWith(RunningSpark.Extension.class)
class StandaloneEndsIT {
  private static final Duration LONG = Duration.ofMinutes(4);

  private final RestClient client = new RestClient(Duration.ofSeconds(10), 1 << 24);

  @TempDir private Path folder;

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void callsNoDriverThatWasKilledASuccess(RunningSpark spark) {
    Submitted submitted =
        spark.submit("killed-driver", Finishing.class, RunningSpark.listenerJar(), "hold");
    StandaloneMasters masters = masters(spark, submitted);
    String id = awaitRead(spark, submitted, masters);

    submitted.driver().process().destroyForcibly();

    Ending ending = awaitEnding(masters, id);
    assertThat(ending.status()).isEqualTo(FinalStatus.UNKNOWN);
    assertThat(ending.reason()).contains("FINISHED", "as of every driver that is gone");
    assertThat(ending.at()).isNotNull();
  }

  @Test
  void knowsThatADriverInTheClusterSucceeded(RunningSpark spark) throws Exception {
    Path end = folder.resolve("end");
    Submitted submitted = spark.submitToCluster("cluster-succeeds", Until.class, end.toString());
    StandaloneMasters masters = masters(spark, submitted);
    String id = awaitRead(spark, submitted, masters);

    Files.writeString(end, "");

    assertThat(awaitVerdict(masters, id).status()).isEqualTo(FinalStatus.SUCCEEDED);
    assertThat(awaitVerdict(masters, id).reason())
        .contains("its driver driver-", "exit code was 0");
  }

  @Test
  void knowsThatADriverInTheClusterWasKilled(RunningSpark spark) {
    Submitted submitted = spark.submitToCluster("cluster-killed", Finishing.class, "hold");
    StandaloneMasters masters = masters(spark, submitted);
    String id = awaitRead(spark, submitted, masters);

    driver("cluster-killed").destroyForcibly();

    assertThat(awaitVerdict(masters, id).status()).isEqualTo(FinalStatus.FAILED);
    assertThat(awaitVerdict(masters, id).reason()).contains("FAILED", "exit code was not 0");
  }

  private StandaloneMasters masters(RunningSpark spark, Submitted submitted) {
    int port = submitted.submission().uiPort();
    return new StandaloneMasters(
        client, List.of(spark.masterUi()), new PortRange(port, port), List.of());
  }

  /** Waits until its driver was found and read. */
  private String awaitRead(RunningSpark spark, Submitted submitted, StandaloneMasters masters) {
    String name = submitted.submission().name();
    await(name + " is listed").atMost(LONG).until(() -> spark.applicationId(name).isPresent());
    String id = spark.applicationId(name).orElseThrow();
    await(name + " is read")
        .atMost(LONG)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                found(masters).drivers().stream()
                    .filter(driver -> id.equals(driver.application().id()))
                    .anyMatch(driver -> hasRun(driver, id)));
    found(masters); // where it was not known before, it is asked now whose driver it is
    return id;
  }

  private boolean hasRun(Discovered.Driver driver, String id) {
    RestSource source =
        new RestSource(client, driver.address(), Duration.ofSeconds(30), InstantSource.system());
    return source.read() instanceof Reading.Read read
        && read.snapshot().application().id().equals(id)
        && read.snapshot().jobTotals().succeeded() > 0;
  }

  private static Ending awaitEnding(StandaloneMasters masters, String id) {
    await(id + " ends").atMost(LONG).until(() -> ending(masters, id).isPresent());
    return ending(masters, id).orElseThrow();
  }

  private static Ending awaitVerdict(StandaloneMasters masters, String id) {
    await(id + " has a verdict")
        .atMost(LONG)
        .until(
            () ->
                ending(masters, id)
                    .filter(ending -> ending.status() != FinalStatus.UNKNOWN)
                    .isPresent());
    return ending(masters, id).orElseThrow();
  }

  private static Optional<Ending> ending(StandaloneMasters masters, String id) {
    return found(masters).ended().stream()
        .filter(ended -> ended.application().id().equals(id))
        .map(Discovered.Ended::ending)
        .findFirst();
  }

  private static Discovered.Found found(StandaloneMasters masters) {
    Discovered discovered = masters.discover();
    assertThat(discovered).isInstanceOf(Discovered.Found.class);
    return (Discovered.Found) discovered;
  }

  /** The process that a worker started for an application of that name; one of ours. */
  static ProcessHandle driver(String name) {
    return ProcessHandle.current()
        .descendants()
        .filter(handle -> commandLine(handle).contains("DriverWrapper"))
        .filter(handle -> commandLine(handle).contains("-Dspark.app.name=" + name))
        .findFirst()
        .orElseThrow();
  }

  private static String commandLine(ProcessHandle handle) {
    try {
      byte[] arguments = Files.readAllBytes(Path.of("/proc", "" + handle.pid(), "cmdline"));
      return new String(arguments, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }
}
