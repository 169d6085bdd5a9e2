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
package io.firewarden.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineInterfaceTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "validate"})
  void explainsEveryCommandWithAnExampleAndItsExitCodes(String command) {
    assertThat(execute(command, "--help")).isZero();

    assertThat(out.toString())
        .contains("Usage: firewarden-agent " + command, "Exit codes:", "Example:")
        .contains("java -jar firewarden-agent.jar " + command + " --");
  }

  @Test
  void asksForACommand() {
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString()).contains("a command is missing", "Usage: firewarden-agent");
  }

  @Test
  void refusesAnUnknownCommand() {
    assertThat(execute("chekc")).isEqualTo(2);
    assertThat(err.toString()).contains("chekc");
  }

  @Test
  void tellsThatAConfigurationIsValid() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("c.yaml"), "sources: {drivers: ['http://a:4040', 'http://b:4040']}");

    assertThat(execute("validate", "--config", config.toString())).isZero();
    assertThat(out.toString()).contains(config + " is valid: 2 drivers, 0 notifiers");
    assertThat(err.toString()).contains("nobody would be paged");
  }

  @Test
  void countsEveryKindOfNotifier() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("c.yaml"),
            "notifiers: {slack: [{name: a, url-file: f}], pagerduty: [{name: b, routing-key-file: f}],"
                + " email: [{name: c, host: h, from: a@b, to: c@d}]}");

    assertThat(execute("validate", "--config", config.toString())).isZero();
    assertThat(out.toString()).contains("3 notifiers");
    assertThat(err.toString()).doesNotContain("nobody would be paged");
  }

  @Test
  void notesFilesThatAreNotThereYet() throws Exception {
    Path there = Files.writeString(folder.resolve("url"), "https://hooks.example/x");
    Path config =
        Files.writeString(
            folder.resolve("c.yaml"),
            """
            alerts: {state-file: %1$s/state.json}
            notifiers:
              slack:
                - {name: a, url-file: %1$s/url}
                - {name: b, url-file: %1$s/no-url, ca-file: %1$s/no-ca}
            access:
              - {match: 'https://x.example/', headers: {X-Api-Key: {file: %1$s/no-key}}}
            """
                .formatted(there.getParent()));

    assertThat(execute("validate", "--config", config.toString())).isZero();
    assertThat(err.toString().lines().filter(line -> line.contains("does not exist")))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("note: notifiers.slack[1].url-file names a file"),
            line -> assertThat(line).startsWith("note: notifiers.slack[1].ca-file names a file"),
            line ->
                assertThat(line).startsWith("note: access[0].headers.X-Api-Key.file names a file"));
    assertThat(err.toString()).doesNotContain("state-file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"validate", "run"})
  void tellsEveryFaultOfAConfiguration(String command) throws Exception {
    Path config = Files.writeString(folder.resolve("c.yaml"), "window: -5m\nclustre: x\n");

    assertThat(execute(command, "--config", config.toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains(config + " is not valid, 2 faults")
        .contains("window must be a duration")
        .contains("clustre is not a known key; did you mean cluster?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"validate", "run"})
  void tellsThatAConfigurationIsMissing(String command) {
    Path missing = folder.resolve("missing.yaml");

    assertThat(execute(command, "--config", missing.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(missing + " does not exist");
    assertThat(execute(command)).isEqualTo(2);
  }

  @Test
  void tellsThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path state = folder.resolve("state.json");
      Path config =
          Files.writeString(
              folder.resolve("c.yaml"),
              "listen: 127.0.0.1:"
                  + taken.getLocalPort()
                  + "\nalerts: {state-file: "
                  + state
                  + "}\n");

      assertThat(execute("run", "--config", config.toString())).isEqualTo(1);
      assertThat(err.toString())
          .contains("listen must be an address that is free")
          .contains("127.0.0.1:" + taken.getLocalPort());
      assertThat(state).doesNotExist();
    }
  }

  private int execute(String... args) {
    return CommandLineInterface.commandLine(
            new Surroundings(), new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(args);
  }
}
