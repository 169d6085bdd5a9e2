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

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the control group that stops this process first: of those with a limit the one with
 * the least room left, without any limit the process's own.
 *
 * @param usedBytes memory charged to it, page cache included
 * @param inactiveFileBytes page cache that the kernel takes back before it kills
 * @param limitBytes the most it may have; null when it has no limit
 * @param oomKills processes of the process's own group that the kernel killed for memory
 */
record ContainerMemory(
    @Nullable Long usedBytes,
    @Nullable Long inactiveFileBytes,
    @Nullable Long limitBytes,
    @Nullable Long oomKills) {
  private static final ContainerMemory UNKNOWN = new ContainerMemory(null, null, null, null);

  /** Version 1 writes "no limit" as the largest multiple of a page. */
  private static final long NO_LIMIT = 1L << 60;

  static ContainerMemory read(Path root) {
    ControlGroups groups = ControlGroups.of(root, "memory");
    if (groups == null) {
      return UNKNOWN;
    }
    Layout layout = groups.unified() ? Layout.V2 : Layout.V1;
    Path folder = groups.own();
    long least = Long.MAX_VALUE;
    for (Path each : groups.folders()) {
      Long used = KernelFile.number(each.resolve(layout.used));
      Long limit = limit(each, layout);
      if (used != null && limit != null && limit - used < least) {
        least = limit - used;
        folder = each;
      }
    }
    return new ContainerMemory(
        KernelFile.number(folder.resolve(layout.used)),
        KernelFile.field(folder.resolve("memory.stat"), layout.inactiveFile),
        limit(folder, layout),
        KernelFile.field(groups.own().resolve(layout.kills), "oom_kill"));
  }

  private static @Nullable Long limit(Path folder, Layout layout) {
    Long limit = KernelFile.number(folder.resolve(layout.limit));
    return limit == null || limit >= NO_LIMIT ? null : limit;
  }

  /** Without the page cache that would go first, as the kubelet counts. */
  @Nullable Long workingSetBytes() {
    return usedBytes == null || inactiveFileBytes == null
        ? null
        : Long.valueOf(Math.max(0, usedBytes - inactiveFileBytes));
  }

  /** Where the two versions write it. */
  private enum Layout {
    V1(
        "memory.usage_in_bytes",
        "memory.limit_in_bytes",
        "total_inactive_file",
        "memory.oom_control"),
    V2("memory.current", "memory.max", "inactive_file", "memory.events");

    private final String used;
    private final String limit;
    private final String inactiveFile;
    private final String kills;

    Layout(String used, String limit, String inactiveFile, String kills) {
      this.used = used;
      this.limit = limit;
      this.inactiveFile = inactiveFile;
      this.kills = kills;
    }
  }
}
