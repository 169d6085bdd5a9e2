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
package io.firewarden.agent.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks in small: that they run, and measure what they say. */
class BenchmarksTest {
  private static final int APPLICATIONS = 3;

  @TempDir private Path directory;

  @BeforeEach
  void needsProc() {
    if (!Files.exists(Path.of("/proc/self/stat"))) {
      abort("what a process takes is read from /proc, as Linux has it");
    }
  }

  @Test
  void watchesAFleet() throws Exception {
    assertThat(new FleetPart().run(setting(null)))
        .contains("| polls that began late |")
        .contains("| warnings and errors in its log | 0 |")
        .contains("after that | HTTP 200")
        .doesNotContain("| polls | 0 |");
  }

  @Test
  void tellsOfFaults() throws Exception {
    assertThat(new FaultsPart().run(setting(null)))
        .contains("| faults that were told | 2 of 2 |")
        .contains("| other alerts that were told | 0 |");
  }

  @Test
  void runsACollectorBesideTheAgent() throws Exception {
    Path collector = directory.resolve("collector");
    Files.writeString(collector, "#!/bin/sh\nexec sleep 60\n");
    assertThat(collector.toFile().setExecutable(true)).isTrue();

    assertThat(new CollectorPart().run(setting(collector)))
        .contains("| **Firewarden** | 2 |", "| collector with apachesparkreceiver | 2 | 0 |");
    assertThat(directory.resolve("collector.yaml"))
        .content()
        .contains("apachespark/2: {collection_interval: 1s, endpoint: \"http://127.0.0.1:");
  }

  @Test
  void saysThatNoCollectorWasNamed() throws Exception {
    assertThat(new CollectorPart().run(setting(null))).contains("**Not measured**");
  }

  @Test
  void asksARealDriver() throws Exception {
    if (SparkHome.find().isEmpty()) {
      String message = "python3 has no package pyspark and " + SparkHome.VARIABLE + " is not set";
      if ("true".equals(System.getenv("CI"))) {
        fail(message);
      }
      abort(message);
    }

    assertThat(new BigDriverPart().run(setting(null)))
        .contains("20 stages and 10 executors", "Spark's page `/stages/`");
  }

  @Test
  void putsTablesIntoTheReport() throws IOException {
    Path file = directory.resolve("report.md");
    Files.writeString(file, "a\n<!-- one: begin -->\nold\n<!-- one: end -->\nz\n");

    new Report(file).put("one", "new");

    assertThat(file).hasContent("a\n<!-- one: begin -->\n\nnew\n<!-- one: end -->\nz\n");
  }

  private Setting setting(@Nullable Path collector) {
    return new Setting(
        directory,
        APPLICATIONS,
        4,
        2,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        2,
        "128m",
        false,
        new Setting.Big(20, 10, 1),
        collector);
  }
}
