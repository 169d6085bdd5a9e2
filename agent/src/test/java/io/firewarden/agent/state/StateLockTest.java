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
package io.firewarden.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {
  @TempDir private Path folder;

  @Test
  void isHadByOneAtATime() throws Exception {
    Path file = folder.resolve("below/state.json");
    StateLock first = StateLock.take(file);

    assertThatThrownBy(() -> StateLock.take(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("alerts.state-file");

    first.close();
    StateLock.take(file).close();
    assertThat(file).doesNotExist();
  }

  @Test
  void doesNotKeepAnAgentFromRunningWhereNothingCanBeWritten() throws Exception {
    Path noFolder = Files.writeString(folder.resolve("no-folder"), "");

    StateLock.take(noFolder.resolve("state.json")).close();

    assertThat(noFolder).isEmptyFile();
  }
}
