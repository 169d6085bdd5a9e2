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
package io.firewarden.listener.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.listener.DriverProcess;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.SnapshotJson;
import io.firewarden.model.executor.ProcessFigures;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications whose executors are processes of their own, with the jar attached as a plugin. */
class PluginIT {
  private static final Path JAR = Path.of(System.getProperty("firewarden.jar"));
  private static final Duration ENOUGH = Duration.ofMinutes(4);
  private static final String OWN_QUEUE = "LiveListenerBus.queue.firewarden.";

  @TempDir private Path directory;

  private SparkHome home;

  @BeforeEach
  void makeSparkHome() throws IOException {
    home = SparkHome.in(directory);
  }

  @Test
  void bringsFiguresOfEachProcessToTheSnapshotAndToSparksSinks() throws Exception {
    Path csv = Files.createDirectories(directory.resolve("csv"));
    Path sign = directory.resolve("sign");
    try (GraphiteServer graphite = new GraphiteServer();
        DriverProcess driver =
            withSinks(application(JAR), csv, graphite).start("hold", sign.toString())) {
      await().atMost(ENOUGH).until(() -> Files.exists(sign) || !driver.isAlive());
      assertThat(driver.isAlive()).as(driver.log()).isTrue();

      await().atMost(ENOUGH).untilAsserted(() -> assertSnapshot(driver));
      await().atMost(ENOUGH).untilAsserted(() -> assertGraphite(graphite));
      await().atMost(ENOUGH).untilAsserted(() -> assertCsv(csv));

      List<ProcessHandle> executors = driver.executors();
      assertThat(executors).hasSize(2);
      driver.release();
      assertThat(driver.exitCode()).isZero();
      assertThat(executors).noneMatch(PluginIT::hangs);
      assertThat(driver.log())
          .doesNotContain("WARN ExecutorSide")
          .doesNotContain("WARN DriverSide");
    }
    assertThat(home.executorLogs())
        .hasSize(2)
        .allSatisfy(
            log -> assertThat(log).doesNotContain("Firewarden could not", "WARN Firewarden"));
  }

  /** Whether an executor hangs although its driver is gone. */
  private static boolean hangs(ProcessHandle executor) {
    try {
      executor.onExit().get(30, TimeUnit.SECONDS);
      return false;
    } catch (Exception late) {
      return true;
    }
  }

  private static void assertSnapshot(DriverProcess driver) throws Exception {
    ApplicationSnapshot snapshot = snapshot(driver.url().orElseThrow());
    assertThat(snapshot.executors())
        .extracting(Executor::id)
        .containsExactlyInAnyOrder("driver", "0", "1");
    assertThat(snapshot.executors()).extracting(Executor::process).allMatch(Objects::nonNull);
    for (Executor executor : snapshot.executors()) {
      ProcessFigures figures = executor.process();
      assertThat(figures.measuredAt()).isAfter(executor.addedAt().minusSeconds(60));
      assertThat(figures.heapUsedBytes()).isPositive();
      assertThat(figures.rssBytes()).isGreaterThan(figures.heapUsedBytes() / 2);
      assertThat(figures.localDiskTotalBytes()).isPositive();
      assertThat(figures.collectors()).extracting(each -> each.concurrent()).contains(false);
    }
    assertThat(snapshot.executors())
        .extracting(each -> each.process().cpuMillis())
        .as("three processes")
        .doesNotHaveDuplicates();
  }

  private static void assertGraphite(GraphiteServer graphite) {
    for (String process : List.of("driver", "0", "1")) {
      String prefix = "test." + process + ".plugin.io.firewarden.FirewardenPlugin.";
      assertThat(graphite.values())
          .containsKeys(
              prefix + "heapUsedBytes",
              prefix + "processRssBytes",
              prefix + "gcPauseMillis",
              prefix + "localDiskFreeBytes",
              prefix + "measurementAgeMillis");
    }
    String driver = "test.driver.plugin.io.firewarden.FirewardenPlugin.";
    assertThat(graphite.values())
        .containsEntry("test.driver." + OWN_QUEUE + "numDroppedEvents.count", "0")
        .containsEntry(driver + "listenerErrors", "0")
        .containsEntry(driver + "executorMessagesWrong", "0");
    assertThat(Long.parseLong(graphite.values().get(driver + "listenerEvents"))).isPositive();
  }

  private static void assertCsv(Path folder) throws IOException {
    for (String executor : List.of("0", "1")) {
      String name =
          "test." + executor + ".plugin.io.firewarden.FirewardenPlugin.processRssBytes.csv";
      List<String> lines = Files.readAllLines(folder.resolve(name));
      assertThat(lines).hasSizeGreaterThan(1).startsWith("t,value");
      assertThat(lines.get(1)).matches("\\d+,\\d{6,}");
    }
  }

  @Test
  void countsOnceWhenTheListenerIsAttachedAsWell() throws Exception {
    try (DriverProcess driver =
        application(JAR)
            .with("spark.master", "local[2]")
            .with("spark.extraListeners", "io.firewarden.FirewardenListener")
            .start("work-and-stop")) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
      assertThat(driver.log())
          .containsOnlyOnce("Firewarden watches this application")
          .containsOnlyOnce("the plugin's listener counts, the other does nothing");
    }
  }

  @Test
  void letsAnApplicationRunWhenAllItsClassesAreBroken() throws Exception {
    Path broken =
        BrokenJar.copy(
            JAR,
            directory.resolve("broken.jar"),
            name -> !name.startsWith("io/firewarden/Firewarden"));
    try (DriverProcess driver = application(broken).start("work-and-stop")) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
      assertThat(driver.log())
          .containsOnlyOnce("Firewarden's plugin does nothing in this driver: ")
          .contains("Successfully stopped SparkContext");
    }
    assertThat(home.executorLogs())
        .hasSize(2)
        .allSatisfy(
            log ->
                assertThat(log)
                    .containsOnlyOnce("Firewarden's plugin does nothing in this executor: "));
  }

  @Test
  void letsExecutorsRunWhoseJarAloneIsBroken() throws Exception {
    Path broken =
        BrokenJar.copy(
            JAR,
            directory.resolve("broken.jar"),
            name -> name.endsWith("/executor/ContainerMemory.class"));
    try (DriverProcess driver =
        application(JAR).with("spark.jars", broken.toString()).start("work-and-stop")) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
      assertThat(driver.log()).contains("Firewarden watches this application");
    }
    assertThat(home.executorLogs())
        .hasSize(2)
        .allSatisfy(
            log -> assertThat(log).containsOnlyOnce("Firewarden could not measure this process"));
  }

  @Test
  void measuresTheDriverInLocalModeOnce() throws Exception {
    Path sign = directory.resolve("sign");
    try (DriverProcess driver =
        application(JAR).with("spark.master", "local[2]").start("hold", sign.toString())) {
      await().atMost(ENOUGH).until(() -> Files.exists(sign) || !driver.isAlive());
      assertThat(driver.isAlive()).as(driver.log()).isTrue();

      await()
          .atMost(ENOUGH)
          .untilAsserted(
              () ->
                  assertThat(snapshot(driver.url().orElseThrow()).executors())
                      .singleElement()
                      .matches(each -> each.isDriver() && each.process() != null));
      driver.release();
      assertThat(driver.exitCode()).isZero();
      assertThat(driver.log()).doesNotContain("Metrics already registered");
    }
  }

  @Test
  void doesNothingAnywhereWhenDisabled() throws Exception {
    try (DriverProcess driver =
        application(JAR).with("spark.firewarden.enabled", "false").start("work-and-stop")) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
      assertThat(driver.log())
          .containsOnlyOnce("Firewarden's plugin does nothing: spark.firewarden.enabled is false")
          .doesNotContain("Firewarden watches");
    }
  }

  /** Two executors with one core each, which get the jar from the driver. */
  private DriverProcess.Builder application(Path jar) {
    return new DriverProcess.Builder(directory)
        .plugged()
        .classPath(DriverProcess.sparkAlone() + File.pathSeparator + jar)
        .environment(home.environment())
        .with("spark.master", "local-cluster[2,1,1024]")
        .with("spark.executor.memory", "512m")
        .with("spark.jars", jar.toString())
        .with("spark.executor.extraClassPath", DriverProcess.sparkAlone())
        .with("spark.firewarden.executor.interval", "1s");
  }

  private static DriverProcess.Builder withSinks(
      DriverProcess.Builder builder, Path csv, GraphiteServer graphite) {
    String sinks = "spark.metrics.conf.";
    return builder
        .with("spark.metrics.namespace", "test")
        .with(sinks + "executor.sink.csv.class", "org.apache.spark.metrics.sink.CsvSink")
        .with(sinks + "executor.sink.csv.period", "1")
        .with(sinks + "executor.sink.csv.directory", csv.toString())
        .with(sinks + "*.sink.graphite.class", "org.apache.spark.metrics.sink.GraphiteSink")
        .with(sinks + "*.sink.graphite.host", "127.0.0.1")
        .with(sinks + "*.sink.graphite.port", Integer.toString(graphite.port()))
        .with(sinks + "*.sink.graphite.period", "1");
  }

  private static ApplicationSnapshot snapshot(String url) throws Exception {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + "snapshot")).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    return SnapshotJson.read(answer.body());
  }
}
