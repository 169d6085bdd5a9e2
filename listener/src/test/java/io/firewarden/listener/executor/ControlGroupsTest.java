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

class ControlGroupsTest {
  @TempDir private Path directory;

  @Test
  void listsTheGroupsFromItsOwnOutwards() {
    ControlGroups groups = ControlGroups.of(Machine.V2_NESTED, "memory");

    Path mount = Machine.V2_NESTED.resolve("sys/fs/cgroup");
    assertThat(groups.unified()).isTrue();
    assertThat(groups.folders())
        .containsExactly(
            mount.resolve("yarn.slice/hadoop-yarn/container_1731_0001_01_000002"),
            mount.resolve("yarn.slice/hadoop-yarn"),
            mount.resolve("yarn.slice"),
            mount);
  }

  @Test
  void prefersTheVersionThatHasTheController() {
    assertThat(ControlGroups.of(Machine.HYBRID, "memory").unified()).isFalse();
    assertThat(ControlGroups.of(Machine.HYBRID, "cpu").folders())
        .containsExactly(Machine.HYBRID.resolve("sys/fs/cgroup/cpu"));
  }

  @Test
  void seesNothingOutsideOfAContainer() {
    assertThat(ControlGroups.of(Machine.V1_CONTAINER, "cpu").folders())
        .containsExactly(Machine.V1_CONTAINER.resolve("sys/fs/cgroup/cpu,cpuacct"));
  }

  @Test
  void understandsAnEscapedMountPoint() {
    assertThat(ControlGroups.of(Machine.V2_ROOT, "cpu").folders())
        .containsExactly(Machine.V2_ROOT.resolve("sys/fs/control groups"));
  }

  @Test
  void isFoundAmongThousandsOfMounts() throws Exception {
    Path self = Files.createDirectories(directory.resolve("proc/self"));
    Path groups = Files.createDirectories(directory.resolve("groups"));
    Files.writeString(self.resolve("cgroup"), "0::/\n");
    Files.writeString(
        self.resolve("mountinfo"),
        "22 27 0:21 / /volumes/one rw,nosuid shared:12 - overlay overlay rw\n".repeat(5000)
            + "31 22 0:26 / /groups rw - cgroup2 cgroup2 rw\n");

    assertThat(ControlGroups.of(directory, "cpu").folders()).containsExactly(groups);
  }

  @Test
  void isNotGuessed() {
    assertThat(ControlGroups.of(Machine.V2_OUTSIDE, "memory")).isNull();
    assertThat(ControlGroups.of(Machine.NONE, "memory")).isNull();
  }
}
