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

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerMemoryTest {
  private static final ContainerMemory UNKNOWN = new ContainerMemory(null, null, null, null);

  @TempDir private Path directory;

  @Test
  void readsAContainerOfVersionOne() {
    ContainerMemory memory = ContainerMemory.read(Machine.V1_CONTAINER);

    assertThat(memory)
        .isEqualTo(new ContainerMemory(1_503_238_553L, 209_715_200L, 2_147_483_648L, 2L));
    assertThat(memory.workingSetBytes()).isEqualTo(1_503_238_553L - 209_715_200L);
  }

  @Test
  void readsAContainerOfVersionTwo() {
    ContainerMemory memory = ContainerMemory.read(Machine.V2_CONTAINER);

    assertThat(memory)
        .isEqualTo(new ContainerMemory(1_610_612_736L, 104_857_600L, 2_147_483_648L, 1L));
    assertThat(memory.workingSetBytes()).isEqualTo(1_610_612_736L - 104_857_600L);
  }

  @Test
  void readsTheGroupAroundItWithTheLeastRoomAndTheKillsOfItsOwn() {
    assertThat(ContainerMemory.read(Machine.V2_NESTED))
        .isEqualTo(new ContainerMemory(3_900_000_000L, 500_000_000L, 4_000_000_000L, 3L));
  }

  @Test
  void readsItsOwnGroupWhereNothingIsLimited() {
    assertThat(ContainerMemory.read(Machine.HYBRID))
        .isEqualTo(new ContainerMemory(16_732_160L, 5_222_400L, null, 0L));
  }

  @Test
  void knowsNothingWhereTheKernelTellsNothing() {
    assertThat(ContainerMemory.read(Machine.V2_ROOT)).isEqualTo(UNKNOWN);
    assertThat(ContainerMemory.read(Machine.V2_OUTSIDE)).isEqualTo(UNKNOWN);
    assertThat(ContainerMemory.read(Machine.NONE)).isEqualTo(UNKNOWN);
    assertThat(UNKNOWN.workingSetBytes()).isNull();
  }

  @Test
  void saysNoWorkingSetBelowNothing() {
    assertThat(new ContainerMemory(5L, 7L, null, null).workingSetBytes()).isZero();
    assertThat(new ContainerMemory(5L, null, null, null).workingSetBytes()).isNull();
  }

  @Test
  void takesGarbageForUnknown() throws Exception {
    Path self = Files.createDirectories(directory.resolve("proc/self"));
    Files.write(self.resolve("cgroup"), new byte[] {0, 1, (byte) 0xFF, '\n', ':'});
    Files.writeString(self.resolve("mountinfo"), " - \n31 22 - cgroup2\n");
    assertThat(ContainerMemory.read(directory)).isEqualTo(UNKNOWN);

    Path groups = Files.createDirectories(directory.resolve("groups"));
    Files.writeString(self.resolve("cgroup"), "0::/\n");
    Files.writeString(self.resolve("mountinfo"), "1 2 0:3 / /groups rw - cgroup2 cgroup2 rw\n");
    Files.writeString(groups.resolve("memory.current"), "many\n");
    Files.writeString(groups.resolve("memory.max"), "-5\n");
    Files.writeString(groups.resolve("memory.events"), "oom_kill\noom_kill x\n");
    assertThat(ContainerMemory.read(directory)).isEqualTo(UNKNOWN);
  }
}
