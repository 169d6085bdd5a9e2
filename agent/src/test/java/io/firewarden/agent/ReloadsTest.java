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
package io.firewarden.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.config.InvalidConfigException;
import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.http.metrics.AgentMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReloadsTest {
  private static final String WHOLE = "cluster: prod\nwindow: 7m\npoll: {interval: 20s}\n";

  @TempDir private Path folder;
  private Path file;
  private final List<String> taken = new ArrayList<>();
  private Reloads reloads;

  @BeforeEach
  void start() throws Exception {
    file = folder.resolve("c.yaml");
    write("cluster: prod\n");
    reloads =
        new Reloads(
            LoadedConfig.read(file, null),
            () -> LoadedConfig.reread(file, null),
            wanted -> taken.add(wanted.config().window().toString()),
            new AgentMetrics("prod"),
            InstantSource.fixed(Instant.parse("2026-11-22T09:00:00Z")));
  }

  @AfterEach
  void stop() {
    reloads.close();
  }

  @Test
  void takesOverWhatIsTheSameAtTwoLooks() throws Exception {
    write(WHOLE);
    reloads.look();
    assertThat(taken).isEmpty();
    reloads.look();
    assertThat(taken).containsExactly("PT7M");
    reloads.look();
    assertThat(taken).hasSize(1);
  }

  @Test
  void doesNotTakeOverAFileThatIsStillBeingWritten() throws Exception {
    int cut = 0;
    for (String line : WHOLE.lines().toList()) {
      cut += line.length() + 1;
      write(WHOLE.substring(0, cut)); // valid each time
      reloads.look();
    }
    assertThat(taken).isEmpty();
    reloads.look();
    assertThat(taken).containsExactly("PT7M");
  }

  @Test
  void findsNothingNewInAFileThatIsAsBeforeAgain() throws Exception {
    write(WHOLE);
    reloads.look();
    write("cluster: prod\n");
    reloads.look();
    reloads.look();
    assertThat(taken).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# the agent of prod\n", "---\n", "{}"})
  void refusesAnEmptyFileAtOnceWhoeverAsks(String text) throws Exception {
    write(text);
    assertThat(reloads.requested().faults())
        .containsExactly(file + " must hold at least one key when it is read again, but is empty");
    assertThat(reloads.reload("by SIGHUP").faults()).hasSize(1);
    assertThat(taken).isEmpty();
  }

  @Test
  void startsWithAnEmptyFile() throws IOException, InvalidConfigException {
    write("");
    assertThat(LoadedConfig.read(file, null).config().cluster()).isEqualTo("default");
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }
}
