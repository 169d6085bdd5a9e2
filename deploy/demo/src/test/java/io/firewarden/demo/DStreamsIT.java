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

import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.RestSource;
import io.firewarden.demo.jobs.StreamedBatches;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import io.firewarden.model.SnapshotJson;
import io.firewarden.model.streaming.DStreamActivity;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DStreams of a real driver, as its listener tells of them and as Spark's REST API does. */
class DStreamsIT {
  private static final Duration ENOUGH = Duration.ofMinutes(3);
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final SparkBuild build = SparkBuild.all().get(0);
  private final Layout layout =
      new Layout(RunningSpark.root(), RunningSpark.root().resolve("deploy/demo/target/dstreams"));
  private final Children children = new Children(layout);
  private final RestClient client = new RestClient(DEADLINE, 64L << 20);
  private final int port = Ports.free();
  private Child driver;
  private RestSource rest;

  @BeforeEach
  void start() {
    driver = children.start("dstreams", command(), build.environment(layout.work()));
    await("the listener tells of a UI")
        .atMost(ENOUGH)
        .until(() -> byListener().map(seen -> seen.application().uiUrl()).isPresent());
    URI ui = URI.create(byListener().orElseThrow().application().uiUrl());
    rest = new RestSource(client, ui, DEADLINE, Clock.systemUTC());
  }

  @AfterEach
  void end() {
    children.close();
    client.close();
  }

  @Test
  void tellsTheSameUpToWhatRestCannotKnow() {
    await()
        .atMost(ENOUGH)
        .untilAsserted(
            () -> {
              driver.requireAlive();
              ApplicationSnapshot byRest = byRest();
              ApplicationSnapshot byListener = byListener().orElseThrow();
              assertThat(byListener.dstreams()).satisfies(DStreamsIT::hasHadSomeOfEverything);
              assertThat(byRest.dstreams()).isEqualTo(withoutErrors(byListener.dstreams()));
              assertThat(byRest.gaps()).doesNotContain(Gap.BATCHES_PARTIAL);
            });
  }

  private static void hasHadSomeOfEverything(DStreamActivity told) {
    assertThat(told.receivers()).isEqualTo(new DStreamActivity.Receivers(1, 0, 0));
    assertThat(told.batchIntervalMillis()).isEqualTo(StreamedBatches.INTERVAL_MILLIS);
    assertThat(told.completedBatches()).isEqualTo(StreamedBatches.COMPLETED);
    assertThat(told.runningBatches()).isEqualTo(1);
    assertThat(told.waitingBatches()).isPositive();
    assertThat(told.receivedRecords()).isEqualTo(StreamedBatches.RECORDS);
    assertThat(told.processedRecords()).isEqualTo(StreamedBatches.RECORDS);
    assertThat(told.failedOutputs()).isEqualTo(1);
    // Two of each batch, one of which failed, and one of the batch that is held up.
    assertThat(told.succeededOutputs()).isEqualTo(2 * StreamedBatches.COMPLETED);
    assertThat(told.processingMillis()).isPositive();
  }

  private static DStreamActivity withoutErrors(DStreamActivity told) {
    DStreamActivity.Receivers receivers = told.receivers();
    return new DStreamActivity(
        told.startedAt(),
        told.batchIntervalMillis(),
        new DStreamActivity.Receivers(
            receivers.active(), receivers.inactive() + receivers.failed(), null),
        null,
        told.waitingBatches(),
        told.runningBatches(),
        told.completedBatches(),
        told.receivedRecords(),
        told.processedRecords(),
        told.schedulingMillis(),
        told.processingMillis(),
        told.lastSchedulingMillis(),
        told.lastProcessingMillis(),
        told.succeededOutputs(),
        told.failedOutputs());
  }

  private ApplicationSnapshot byRest() {
    Reading reading = rest.read();
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return ((Reading.Read) reading).snapshot();
  }

  private Optional<ApplicationSnapshot> byListener() {
    driver.requireAlive();
    return Web.text(Web.local(port, "/snapshot")).map(DStreamsIT::parse);
  }

  private static ApplicationSnapshot parse(String json) {
    try {
      return SnapshotJson.read(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(build.command());
    // Of two class paths the later counts: Spark's resources for REST are looked for there.
    command.addAll(List.of("-cp", build.jars() + "/*" + File.pathSeparator + dstreams()));
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", "local[3]"));
    command.addAll(List.of("--name", "dstreams", "--class", StreamedBatches.class.getName()));
    command.addAll(List.of("--jars", RunningSpark.listenerJar().toString()));
    for (String setting :
        List.of(
            "spark.extraListeners=io.firewarden.FirewardenListener",
            "spark.firewarden.port=" + port,
            "spark.ui.port=0")) {
      command.addAll(List.of("--conf", setting));
    }
    command.add(RunningSpark.jobs(layout).toString());
    return command;
  }

  @SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated
  private static Path dstreams() {
    try {
      return Path.of(
          JavaStreamingContext.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
