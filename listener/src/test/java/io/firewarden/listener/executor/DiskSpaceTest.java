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

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {
  @TempDir private Path directory;

  @Test
  void takesTheOneWithTheLeastLeft() {
    Map<Path, DiskSpace> disks =
        Map.of(
            Path.of("/a"), new DiskSpace(70, 100),
            Path.of("/b"), new DiskSpace(60, 10_000),
            Path.of("/c"), new DiskSpace(80, 90));

    assertThat(DiskSpace.scarcest(List.of(Path.of("/a"), Path.of("/b"), Path.of("/c")), disks::get))
        .isEqualTo(new DiskSpace(60, 10_000));
  }

  @Test
  void takesADiskThatIsFullForFullAndOneThatIsNotThereForUnknown() {
    Map<Path, DiskSpace> disks = Map.of(Path.of("/full"), new DiskSpace(0, 100));

    assertThat(DiskSpace.scarcest(List.of(Path.of("/gone"), Path.of("/full")), disks::get))
        .isEqualTo(new DiskSpace(0, 100));
    assertThat(DiskSpace.scarcest(List.of(Path.of("/gone")), disks::get)).isNull();
    assertThat(DiskSpace.scarcest(List.of(), disks::get)).isNull();
  }

  @Test
  void measuresAFolderThatIsThere() {
    DiskSpace space = DiskSpace.of(directory);

    assertThat(space.totalBytes()).isPositive().isGreaterThanOrEqualTo(space.freeBytes());
    assertThat(DiskSpace.of(directory.resolve("not there"))).isNull();
  }
}
