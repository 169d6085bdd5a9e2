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
package io.firewarden.listener.harm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.listener.DriverProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old versions of all that our jar bundles, before it on the class path: each keeps its own. */
class ClashIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path JAR = Path.of(System.getProperty("firewarden.jar"));
  private static final Path CLASHING = Path.of(System.getProperty("firewarden.clash"));

  @TempDir private Path directory;
  private final int port = DriverProcess.freePort();

  ClashIT() throws IOException {}

  /**
   * Jackson is Spark's own here: with an old one in its place Spark cannot start, with or without
   * us.
   */
  @Test
  void worksBehindOldVersionsOnTheClassPath() throws Exception {
    String classPath =
        clashing(name -> !name.startsWith("jackson"))
            .collect(Collectors.joining(File.pathSeparator));
    assertBothWork(
        jacksonOfSpark(),
        driver(
            classPath
                + File.pathSeparator
                + DriverProcess.sparkAlone()
                + File.pathSeparator
                + JAR));
  }

  @Test
  void worksBehindOldVersionsThatWinOverSparks() throws Exception {
    String jars =
        Stream.concat(clashing(any -> true), Stream.of(JAR.toString()))
            .collect(Collectors.joining(","));
    assertBothWork(
        "jackson-databind-2.9.10.8.jar",
        driver(DriverProcess.sparkAlone())
            .with("spark.driver.userClassPathFirst", "true")
            .submitted("--jars", jars));
  }

  /**
   * With a port that is known: a driver in which the user's jars win has a logging context of its
   * own for them, which shows nothing of ours unless it finds a configuration.
   */
  private DriverProcess.Builder driver(String classPath) {
    return new DriverProcess.Builder(directory)
        .application(OldLibraries.class)
        .classPath(classPath)
        .with("spark.firewarden.port", Integer.toString(port))
        .with("spark.firewarden.check.interval", "1s");
  }

  private void assertBothWork(String jackson, DriverProcess.Builder builder) throws Exception {
    try (DriverProcess driver = builder.start("spark-internal")) {
      await()
          .atMost(LIMIT)
          .until(() -> driver.lines(Payroll.MARK).size() == 5 || !driver.isAlive());
      assertThat(driver.isAlive()).as(driver.log()).isTrue();
      Reading reading = new Reading("http://127.0.0.1:" + port + "/");
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(reading.snapshot().tasks().succeeded()).isEqualTo(2));
      assertThat(reading.values("spark_tasks_finished_total")).contains(2.0);
      assertThat(reading.page("metrics", "application/openmetrics-text; version=1.0.0"))
          .endsWith("# EOF\n");
      assertThat(reading.page("health")).contains("\"verdicts\"");
      assertThat(reading.values("firewarden_listener_errors_total")).containsExactly(0.0);
      driver.release();
      assertThat(driver.exitCode()).isZero();
      assertThat(driver.lines(Payroll.MARK))
          .isEqualTo(
              Stream.of(
                      "sum 45",
                      "jackson from " + jackson,
                      "model from prometheus-metrics-model-1.0.0.jar",
                      "scrape orders_total 1.0",
                      "histogram from HdrHistogram-2.1.9.jar")
                  .map(Payroll.MARK::concat)
                  .toList());
    }
  }

  private static String jacksonOfSpark() {
    return Stream.of(DriverProcess.sparkAlone().split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).getFileName().toString())
        .filter(name -> name.startsWith("jackson-databind-"))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> clashing(java.util.function.Predicate<String> which)
      throws IOException {
    try (Stream<Path> jars = Files.list(CLASHING)) {
      List<String> found =
          jars.filter(jar -> which.test(jar.getFileName().toString())).map(Path::toString).toList();
      assertThat(found).isNotEmpty();
      return found.stream();
    }
  }
}
