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
package io.firewarden.model.metric;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Prometheus' own judgement on an exposition. */
final class Promtool {
  private static final String NAME = "promtool";

  private Promtool() {}

  /** Fails unless {@code promtool check metrics} finds nothing; aborts where there is none. */
  static void assertClean(String exposition) throws IOException, InterruptedException {
    Path tool = find();
    Process check =
        new ProcessBuilder(tool.toString(), "check", "metrics").redirectErrorStream(true).start();
    try {
      try (OutputStream in = check.getOutputStream()) {
        in.write(exposition.getBytes(UTF_8));
      }
      String said = new String(check.getInputStream().readAllBytes(), UTF_8);
      assertThat(check.waitFor(30, TimeUnit.SECONDS)).as("promtool ends").isTrue();
      assertThat(said).isEmpty();
      assertThat(check.exitValue()).isZero();
    } finally {
      check.destroyForcibly();
    }
  }

  private static Path find() {
    Optional<Path> found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(directory -> Path.of(directory, NAME))
            .filter(file -> file.toFile().canExecute())
            .findFirst();
    if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
      fail("promtool must be on the PATH when CI=true");
    }
    return found.orElseGet(
        () -> abort("promtool is not on the PATH: install Prometheus to run this"));
  }
}
