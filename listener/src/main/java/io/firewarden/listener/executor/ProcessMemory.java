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

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The resident memory of this process and of all that it has started, such as Python workers.
 *
 * @param rssBytes its own
 * @param childrenRssBytes that of its descendants; 0 when it has none
 */
record ProcessMemory(@Nullable Long rssBytes, @Nullable Long childrenRssBytes) {
  /** On a host with more, looking at each would cost more than the figure is worth. */
  private static final int MAX_PROCESSES = 4096;

  static ProcessMemory read(Path root) {
    Path proc = root.resolve("proc");
    KernelFile self = KernelFile.read(proc.resolve("self/status"));
    if (self == null) {
      return new ProcessMemory(null, null);
    }
    Long pid = self.field("Pid");
    return new ProcessMemory(self.field("VmRSS"), pid == null ? null : descendants(proc, pid));
  }

  private static @Nullable Long descendants(Path proc, long pid) {
    Map<Long, List<Long>> children = children(proc);
    if (children == null) {
      return null;
    }
    long sum = 0;
    Deque<Long> open = new ArrayDeque<>(List.of(pid));
    while (!open.isEmpty()) {
      List<Long> found = children.remove(open.remove()); // removed, so that a loop cannot hold us
      for (long child : found == null ? List.<Long>of() : found) {
        open.add(child);
        // One that has ended in the meantime has no memory any more.
        Long rss = KernelFile.field(proc.resolve(child + "/status"), "VmRSS");
        sum += rss == null ? 0 : rss;
      }
    }
    return sum;
  }

  /** The processes by their parent; null when there are too many, or none can be seen. */
  private static @Nullable Map<Long, List<Long>> children(Path proc) {
    Map<Long, List<Long>> children = new HashMap<>();
    int seen = 0;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        if (++seen > MAX_PROCESSES) {
          return null;
        }
        KernelFile stat = KernelFile.read(process.resolve("stat"));
        Long parent = stat == null ? null : parent(stat.text());
        if (parent != null) {
          long pid = Long.parseLong(process.getFileName().toString());
          children.computeIfAbsent(parent, any -> new ArrayList<>()).add(pid);
        }
      }
    } catch (IOException | RuntimeException e) {
      return null;
    }
    return seen == 0 ? null : children;
  }

  /** {@code pid (name) state parent ...}, where the name may hold spaces and parentheses. */
  private static @Nullable Long parent(String stat) {
    String[] after = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", 3);
    try {
      return after.length == 3 ? Long.valueOf(after[1]) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
