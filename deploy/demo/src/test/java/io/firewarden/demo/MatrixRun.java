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

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.RestSource;
import io.firewarden.demo.jobs.SomeOfEverything;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@link SomeOfEverything} on one build of Spark, as a driver and two executors that are processes
 * of their own, with the listener attached as a plugin by {@code --jars}.
 */
final class MatrixRun {
  private static final Duration ENOUGH = Duration.ofMinutes(5);

  private static final int LOOKS = 20;

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /** Longer than from one reading of Spark's bus to the next. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final SparkBuild build;
  private final Layout layout;
  private final int port = Ports.free();

  private MatrixRun(SparkBuild build, Path root) {
    this.build = build;
    Path work = root.resolve(build.version() + "-" + build.scala());
    this.layout = new Layout(RunningSpark.root(), work);
  }

  /**
   * What came of it.
   *
   * @param snapshot the listener's, without what may differ from run to run
   * @param both the application as the listener and as the driver told of it in the end
   */
  record Outcome(SparkBuild build, String banner, NeutralJson snapshot, Both both, Duration took) {}

  /**
   * One application, seen in two ways.
   *
   * @param byListener as the listener told of it
   * @param byRest as the agent read it right after that
   */
  record Both(ApplicationSnapshot byListener, ApplicationSnapshot byRest) {
    boolean areEqual() {
      Neutral neutral = Neutral.of(byListener, byRest);
      return neutral.neutralise(byRest).equals(neutral.neutralise(byListener));
    }
  }

  static Outcome of(SparkBuild build, Path root) {
    return new MatrixRun(build, root).run();
  }

  private Outcome run() {
    long start = System.nanoTime();
    try (Children children = new Children(layout)) {
      Child driver = children.start("driver", command(), build.environment(layout.work()));
      await(build + " is done")
          .atMost(ENOUGH)
          .pollInterval(BETWEEN_LOOKS)
          .until(
              () -> {
                driver.requireAlive();
                return log(driver).contains(SomeOfEverything.DONE);
              });
      NeutralJson snapshot = NeutralJson.of(atStandstill(driver));
      Both both = both();
      driver.process().getOutputStream().close();
      driver.process().onExit().get(ENOUGH.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
      assertThat(driver.process().exitValue()).as(driver.tail()).isZero();
      layout.write("snapshot.json", snapshot.pretty());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      return new Outcome(build, banner(driver), snapshot, both, took);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException
        | java.util.concurrent.ExecutionException
        | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(build + " did not end", e);
    }
  }

  /** Once two looks in a row show the same: the last events have come. */
  private JsonNode atStandstill(Child driver) {
    AtomicReference<JsonNode> last = new AtomicReference<>();
    await(build + " stands still")
        .atMost(ENOUGH)
        .pollInterval(BETWEEN_LOOKS)
        .until(
            () -> {
              driver.requireAlive();
              JsonNode now = look().orElse(null);
              JsonNode before = last.getAndSet(now);
              return now != null
                  && before != null
                  && NeutralJson.of(now).tree().equals(NeutralJson.of(before).tree());
            });
    return last.get();
  }

  /** Once they are equal, or else as they are after a while: what broadcasts hold may change. */
  private Both both() throws IOException, InterruptedException {
    URI ui = URI.create(byListener().application().uiUrl());
    try (RestClient client = new RestClient(DEADLINE, 64L << 20)) {
      RestSource driver = new RestSource(client, ui, DEADLINE, Clock.systemUTC());
      Both both = both(driver);
      for (int look = 1; look < LOOKS && !both.areEqual(); look++) {
        Thread.sleep(BETWEEN_LOOKS.toMillis());
        both = both(driver);
      }
      return both;
    }
  }

  /** By an agent that comes to a driver which has long run. */
  private Both both(RestSource driver) throws IOException {
    ApplicationSnapshot byListener = byListener();
    Reading reading = driver.read();
    assertThat(reading).as("%s through REST", build).isInstanceOf(Reading.Read.class);
    return new Both(byListener, ((Reading.Read) reading).snapshot());
  }

  private ApplicationSnapshot byListener() throws IOException {
    return SnapshotJson.read(look().orElseThrow().toString().getBytes(UTF_8));
  }

  private Optional<JsonNode> look() {
    Optional<JsonNode> seen = Web.json(Web.local(port, "/snapshot"));
    seen.ifPresent(json -> layout.write("snapshot-as-it-was.json", json.toPrettyString()));
    return seen;
  }

  private List<String> command() throws IOException {
    Path folder = folder();
    List<String> command = new ArrayList<>(build.command());
    command.addAll(
        List.of("org.apache.spark.deploy.SparkSubmit", "--master", "local-cluster[2,1,512]"));
    command.addAll(List.of("--name", "matrix", "--class", SomeOfEverything.class.getName()));
    command.addAll(List.of("--jars", RunningSpark.listenerJar().toString()));
    settings(folder).forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of(RunningSpark.jobs(layout).toString(), folder.toString()));
    return command;
  }

  /** A new one: what an earlier run has left would be gone on with. */
  private Path folder() throws IOException {
    return Files.createTempDirectory(Files.createDirectories(layout.work()), "data");
  }

  private Map<String, String> settings(Path folder) {
    return Map.ofEntries(
        Map.entry("spark.plugins", "io.firewarden.FirewardenPlugin"),
        Map.entry("spark.firewarden.check.interval", "1s"),
        Map.entry("spark.firewarden.port", "" + port),
        Map.entry("spark.cores.max", "2"),
        Map.entry("spark.scheduler.minRegisteredResourcesRatio", "1.0"),
        Map.entry("spark.executor.memory", "512m"),
        Map.entry("spark.executor.heartbeatInterval", "1s"),
        Map.entry("spark.executor.extraJavaOptions", Java.START_LIGHTLY),
        Map.entry("spark.ui.port", "0"),
        Map.entry("spark.sql.shuffle.partitions", "4"),
        Map.entry(
            "spark.sql.streaming.checkpointLocation", folder.resolve("checkpoints").toString()));
  }

  private static String banner(Child driver) {
    return log(driver).lines().filter(line -> line.startsWith("Spark ")).findFirst().orElseThrow();
  }

  private static String log(Child driver) {
    try {
      return Files.readString(driver.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
