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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.firewarden.listener.DriverProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listener keeps nothing on disk: no full or read-only one keeps it from its work. */
class NoDiskIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** A file system in which nobody, not even root, can make a file. */
  private static final Path NOBODY_WRITES = Path.of("/proc");

  @TempDir private Path directory;
  private Path mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted != null) {
      assertThat(run("umount", mounted.toString())).isTrue();
    }
  }

  @Test
  void watchesWhereNothingCanBeWritten() throws Exception {
    assumeTrue(Files.isDirectory(NOBODY_WRITES), "this system has no /proc");

    assertWatched(NOBODY_WRITES);
  }

  @Test
  void watchesWhereTheDiskIsFull() throws Exception {
    Path full = Files.createDirectory(directory.resolve("full"));
    boolean possible =
        run("mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=100", "tmpfs", full.toString());
    assertThat(possible || System.getenv("CI") == null).as("CI must be able to mount").isTrue();
    assumeTrue(possible, "only root can mount a small file system");
    mounted = full;
    fill(full.resolve("filler"));

    assertWatched(full);

    try (Stream<Path> left = Files.list(full)) {
      assertThat(left).containsExactly(full.resolve("filler"));
    }
  }

  @Test
  void makesNoFileWhereItCould() throws Exception {
    Path empty = Files.createDirectory(directory.resolve("empty"));

    assertWatched(empty);

    try (Stream<Path> left = Files.walk(empty)) {
      assertThat(left).containsExactly(empty);
    }
  }

  /** A driver whose working, temporary and home directories are this one. */
  private void assertWatched(Path place) throws Exception {
    Path sign = directory.resolve("sign");
    try (DriverProcess driver =
        new DriverProcess.Builder(directory)
            .workingDirectory(place)
            .options("-Djava.io.tmpdir=" + place, "-Duser.home=" + place, "-XX:-UsePerfData")
            .with("spark.firewarden.check.interval", "1s")
            .start("hold", sign.toString())) {
      await().atMost(LIMIT).until(() -> Files.exists(sign) || !driver.isAlive());
      assertThat(driver.isAlive()).as(driver.log()).isTrue();
      Reading reading = new Reading(driver.url().orElseThrow());
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(reading.snapshot().jobTotals().succeeded()).isEqualTo(3));
      assertThat(reading.values("firewarden_listener_errors_total")).containsExactly(0.0);
      driver.release();
      assertThat(driver.exitCode()).isZero();
      assertThat(driver.log()).doesNotContain("WARN Watch", "WARN ListenerDelegate");
    }
  }

  private static void fill(Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      while (file.toFile().length() >= 0) {
        out.write(new byte[1 << 10]);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
