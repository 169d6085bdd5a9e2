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
package io.firewarden.agent.discovery;

import static io.firewarden.agent.discovery.MasterAnswers.cluster;
import static io.firewarden.agent.discovery.MasterAnswers.clusterDriver;
import static io.firewarden.agent.discovery.MasterAnswers.ended;
import static io.firewarden.agent.discovery.MasterAnswers.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.FakeSpark;
import io.firewarden.agent.config.AgentConfig.PortRange;
import io.firewarden.agent.source.RestClient;
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterDriversTest {
  private static final String ID = FakeSpark.id("3.5");

  private final FakeSpark web = new FakeSpark();
  private final FakeSpark driver = FakeSpark.driver("3.5");
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 20);
  private final StandaloneMasters master =
      new StandaloneMasters(
          client, List.of(web.url()), new PortRange(driver.port(), driver.port()), List.of());

  @AfterEach
  void close() {
    client.close();
    web.close();
    driver.close();
  }

  @ParameterizedTest
  @CsvSource({
    "FINISHED, ALIVE, SUCCEEDED",
    "FAILED, ALIVE, FAILED",
    "KILLED, ALIVE, KILLED",
    "ERROR, ALIVE, FAILED",
    "ERROR, DEAD, LOST",
  })
  void knowsHowAnApplicationEndedByItsDriverInTheCluster(
      String state, String worker, FinalStatus status) {
    String workers = "{\"id\": \"worker-1\", \"state\": \"" + worker + "\"}";
    web.json("/json/", cluster(running(ID), "", workers, clusterDriver("RUNNING"), ""));
    driver.json(
        FakeSpark.app(ID, "/environment"),
        "{\"systemProperties\": [[\"user.dir\", \"/x/driver-1-0000/\"], [\"sun.java.command\","
            + " \"DriverWrapper spark://Worker@w:1 /x/driver-1-0000/app.jar Main s3cret\"]]}");
    assertThat(found().drivers()).hasSize(1);
    web.json("/json/", cluster("", ended(ID, "FINISHED"), workers, clusterDriver("RUNNING"), ""));
    assertThat(onlyEnding().status()).isEqualTo(FinalStatus.UNKNOWN);

    web.json("/json/", cluster("", ended(ID, "FINISHED"), workers, "", clusterDriver(state)));

    assertThat(onlyEnding().status()).isEqualTo(status);
    assertThat(onlyEnding().reason()).contains(state, "driver-1-0000");
    assertThat(onlyEnding().at()).isEqualTo(Instant.ofEpochMilli(3000));
  }

  @Test
  void holdsADriverForLostThatWasGoneWhenAnotherMasterTookOver() {
    String app = ended(ID, "FINISHED").replace("compat", "driver-1-0000");
    String gone = clusterDriver("ERROR").replace("worker-1", "None");
    web.json("/json/", cluster("", app, "", "", gone));

    assertThat(onlyEnding().status()).isEqualTo(FinalStatus.LOST);
    assertThat(onlyEnding().reason()).contains("no worker had it").doesNotContain("None");
  }

  @Test
  void knowsTheDriverOfAnApplicationThatIsNamedAfterIt() {
    String app = ended(ID, "FINISHED").replace("compat", "driver-1-0000");
    web.json("/json/", cluster("", app, "", "", clusterDriver("FAILED")));

    assertThat(onlyEnding().status()).isEqualTo(FinalStatus.FAILED);
  }

  @Test
  void takesNoOtherDriverForThatOfAnApplication() {
    web.json("/json/", cluster(running(ID), "", "", clusterDriver("RUNNING"), ""));
    driver.json(
        FakeSpark.app(ID, "/environment"),
        "{\"systemProperties\": [[\"sun.java.command\", \"SparkSubmit --class driver-1-0000\"]]}");
    for (int look = 0; look < 5; look++) {
      found();
    }
    assertThat(driver.requests().stream().filter(path -> path.endsWith("/environment"))).hasSize(3);

    web.json("/json/", cluster("", ended(ID, "FINISHED"), "", "", clusterDriver("FAILED")));

    assertThat(onlyEnding().status()).isEqualTo(FinalStatus.UNKNOWN);
  }

  @Test
  void tellsOfDriversThatWaitForAWorker() {
    web.json("/json/", cluster("", "", "", clusterDriver("SUBMITTED"), ""));

    Discovered.Found found = found();

    assertThat(found.drivers()).isEmpty();
    assertThat(found.pending()).hasSize(1);
    assertThat(found.pending().get(0).application().id()).isEqualTo("driver-1-0000");
    assertThat(found.pending().get(0).application().name()).isEqualTo("org.acme.Main");
    assertThat(found.pending().get(0).application().startedAt())
        .isEqualTo(Instant.ofEpochMilli(1000));
    assertThat(found.pending().get(0).why()).contains("SUBMITTED", "2 cores", "1024 MiB");
  }

  @Test
  void tellsHowADriverEndedThatNeverCameToBeAnApplication() {
    web.json("/json/", cluster("", "", "", clusterDriver("SUBMITTED"), ""));
    found();

    web.json("/json/", cluster("", "", "", "", clusterDriver("KILLED")));

    assertThat(found().pending()).isEmpty();
    assertThat(onlyEnding().status()).isEqualTo(FinalStatus.KILLED);
  }

  @Test
  void tellsNothingOfDriversThatItDidNotSeeWaiting() {
    web.json("/json/", cluster("", "", "", "", clusterDriver("FAILED")));

    assertThat(found().ended()).isEmpty();
  }

  private Ending onlyEnding() {
    assertThat(found().ended()).hasSize(1);
    return found().ended().get(0).ending();
  }

  private Discovered.Found found() {
    Discovered discovered = master.discover();
    assertThat(discovered).isInstanceOf(Discovered.Found.class);
    return (Discovered.Found) discovered;
  }
}
