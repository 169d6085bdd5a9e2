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
package io.firewarden.listener.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.listener.DriverProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real application that has a secret wherever one can be: none of them leaves the driver. */
class SecretWorkIT {
  /** What no event tells, since Spark keeps it to itself or redacts it in its own log. */
  private static final Set<String> IN_NO_EVENT =
      Set.of(
          "a secret setting",
          "the executors' environment",
          "data",
          "an output path",
          "a missing path",
          "a comment",
          "a syntax error",
          "a checkpoint");

  @TempDir private Path directory;

  @Test
  void letsNothingOutOfARealApplication() throws Exception {
    Path ours = directory.resolve("ours.log");
    Path events = Files.createDirectory(directory.resolve("events"));
    try (PushedSnapshots agent = new PushedSnapshots();
        DriverProcess driver =
            new DriverProcess.Builder(directory)
                .application(SecretWork.class)
                .options("-Dlog4j2.configurationFile=" + logging(ours))
                .with("spark.ui.enabled", "false")
                .with("spark.eventLog.enabled", "true")
                .with("spark.eventLog.dir", events.toUri().toString())
                .with("spark.firewarden.port", Integer.toString(DriverProcess.freePort()))
                .with("spark.firewarden.check.interval", "1s")
                .with("spark.firewarden.agent.url", agent.url())
                .with("spark.firewarden.agent.interval", "1s")
                .start(directory.toString())) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();

      Map<String, String> hidden = Markers.read(directory.resolve("markers"));
      assertThat(Markers.foundIn(textsIn(events), hidden).keySet())
          .containsAll(
              hidden.values().stream().filter(each -> !IN_NO_EVENT.contains(each)).toList());
      String answers = Files.readString(directory.resolve("answers"));
      assertThat(answers)
          .contains("/metrics 200", "/snapshot 200", "/health 200", "query=\"query\"");
      assertThat(Files.readString(ours)).contains("Firewarden watches this application");
      assertThat(Markers.foundIn(answers, hidden)).isEmpty();
      assertThat(Markers.foundIn(Files.readString(ours), hidden)).isEmpty();
      assertThat(agent.received()).contains("\"schemaVersion\"");
      assertThat(Markers.foundIn(agent.received(), hidden)).isEmpty();
    }
  }

  /** Ours, and only ours, to this file, with all that we say at any level. */
  private Path logging(Path ours) throws IOException {
    return Files.writeString(
        directory.resolve("log4j2.properties"),
        """
        appender.ours.type = File
        appender.ours.name = ours
        appender.ours.fileName = %s
        appender.ours.layout.type = PatternLayout
        appender.ours.layout.pattern = %%p %%c %%m%%n%%ex
        appender.console.type = Console
        appender.console.name = console
        rootLogger.level = warn
        rootLogger.appenderRef.console.ref = console
        logger.firewarden.name = io.firewarden
        logger.firewarden.level = trace
        logger.firewarden.additivity = false
        logger.firewarden.appenderRef.ours.ref = ours
        """
            .formatted(ours));
  }

  private static String textsIn(Path events) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(events)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
