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
package io.firewarden.listener.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMemoryTest {
  private static final long KIB = 1024;

  @TempDir private Path directory;

  @Test
  void sumsTheMemoryOfAllDescendantsAndOfNoOthers() {
    assertThat(ProcessMemory.read(Machine.V2_CONTAINER))
        .isEqualTo(new ProcessMemory(681_684 * KIB, (20_000 + 150_000 + 160_000) * KIB));
  }

  @Test
  void saysNothingForChildrenThatAreNotThere() throws Exception {
    process("self", "Pid:\t7\nVmRSS:\t 10 kB\n", "");
    process("7", "Pid:\t7\nVmRSS:\t 10 kB\n", "7 (java) S 1 7 1\n");
    process("8", "Pid:\t8\nVmRSS:\t 10 kB\n", "8 (sh) S 1 7 1\n");
    process("9", "Pid:\t9\n", "garbage");

    assertThat(ProcessMemory.read(directory)).isEqualTo(new ProcessMemory(10 * KIB, 0L));
  }

  @Test
  void doesNotSumALargeHostInPart() throws Exception {
    process("self", "Pid:\t7\nVmRSS:\t 10 kB\n", "");
    process("7", "", "7 (java) S 1 7 1\n");
    for (int pid = 1000; pid < 1000 + 4096; pid++) {
      Files.createDirectory(directory.resolve("proc/" + pid));
    }

    assertThat(ProcessMemory.read(directory)).isEqualTo(new ProcessMemory(10 * KIB, null));
  }

  @Test
  void endsOnParentsThatMakeACircle() throws Exception {
    process("self", "Pid:\t7\n", "");
    process("7", "VmRSS:\t 3 kB\n", "7 (java) S 8 7 1\n");
    process("8", "VmRSS:\t 5 kB\n", "8 (java) S 7 7 1\n");

    assertThat(ProcessMemory.read(directory).childrenRssBytes()).isEqualTo(8 * KIB);
  }

  @Test
  void knowsNothingWithoutTheKernel() {
    assertThat(ProcessMemory.read(Machine.NONE)).isEqualTo(new ProcessMemory(null, null));
  }

  private void process(String name, String status, String stat) throws IOException {
    Path process = Files.createDirectories(directory.resolve("proc").resolve(name));
    Files.writeString(process.resolve("status"), status);
    Files.writeString(process.resolve("stat"), stat);
  }
}
