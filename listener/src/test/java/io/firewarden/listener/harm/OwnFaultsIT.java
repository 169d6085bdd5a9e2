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

import io.firewarden.listener.DriverProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our own code fails in a real driver wherever Spark or a thread of ours calls it: the application
 * prints what it prints without us, at the pace that it has without us, and exits as without us.
 */
class OwnFaultsIT {
  /** What a run may take longer, on a busy machine, before one has to say that it hangs. */
  private static final long TOLERATED_MILLIS = 5_000;

  @TempDir private Path directory;

  @Test
  void runsWhenTheConstructorThrows() throws Exception {
    String log =
        assertAsWithout(
            "CONSTRUCTOR=EXCEPTION",
            "CONSTRUCTOR=LINKAGE_ERROR",
            "CONSTRUCTOR=STACK_OVERFLOW",
            "CONSTRUCTOR=OUT_OF_MEMORY");

    assertThat(log)
        .containsOnlyOnce("does not watch this application: java.lang.IllegalStateException")
        .containsOnlyOnce("does not watch this application: java.lang.NoSuchMethodError")
        .containsOnlyOnce("does not watch this application: java.lang.StackOverflowError")
        .containsOnlyOnce("does not watch this application: java.lang.OutOfMemoryError");
  }

  @Test
  void runsWhenCallbacksThrow() throws Exception {
    String log =
        assertAsWithout(
            "CALLBACK=EXCEPTION",
            "CALLBACK=LINKAGE_ERROR",
            "CALLBACK=STACK_OVERFLOW",
            "CALLBACK=OUT_OF_MEMORY",
            "none");

    assertThat(log)
        .containsOnlyOnce(
            "Firewarden could not handle org.apache.spark.scheduler.SparkListenerTaskEnd")
        .containsPattern("stops watching this application: \\w+ failed\\R.*NoSuchMethodError")
        .containsPattern("stops watching this application: \\w+ failed\\R.*StackOverflowError")
        .containsPattern("stops watching this application: \\w+ failed\\R.*OutOfMemoryError")
        .containsOnlyOnce("Firewarden watches this application");
  }

  @Test
  void runsWhenItsOwnThreadsRunOutOfMemory() throws Exception {
    String log =
        assertAsWithout(
            "JUDGING=EXCEPTION",
            "JUDGING=OUT_OF_MEMORY",
            "OPENING=STACK_OVERFLOW",
            "OPENING=OUT_OF_MEMORY",
            "ANSWERING=STACK_OVERFLOW",
            "ANSWERING=OUT_OF_MEMORY",
            "none");

    assertThat(log)
        .contains("could not judge this application; it will try again")
        .doesNotContain("ended early");
    // All but the two whose endpoint was not to be opened.
    assertThat(log.split("Firewarden watches this application", -1)).hasSize(1 + 5);
  }

  /** Runs the application with and without the listener; gives the log of the former. */
  private String assertAsWithout(String... runs) throws Exception {
    try (DriverProcess without = driver().without("spark.extraListeners").start(runs);
        DriverProcess with = driver().start(runs)) {
      assertThat(without.exitCode()).as(without.log()).isZero();
      assertThat(with.exitCode()).as(with.log()).isZero();
      assertThat(with.lines(Payroll.MARK)).isEqualTo(without.lines(Payroll.MARK));
      Map<String, Long> calm = millis(without);
      millis(with)
          .forEach((run, took) -> assertThat(took).isLessThan(calm.get(run) + TOLERATED_MILLIS));
      return with.log();
    }
  }

  private DriverProcess.Builder driver() throws IOException {
    return new DriverProcess.Builder(directory)
        .application(Payroll.class)
        .classPath(Weakness.before(DriverProcess.testClassPath(), directory))
        .with("spark.ui.enabled", "false")
        .with("spark.firewarden.port", Integer.toString(DriverProcess.freePort()))
        .with("spark.firewarden.check.interval", "1s");
  }

  private static Map<String, Long> millis(DriverProcess driver) {
    return driver.lines("took ").stream()
        .map(line -> line.split(" ", 4))
        .collect(Collectors.toMap(words -> words[1], words -> Long.valueOf(words[2])));
  }
}
