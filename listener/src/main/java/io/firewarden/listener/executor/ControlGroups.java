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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The control groups that one kernel controller has this process in: its own, then those around it
 * as far as they can be seen from here. A container sees its own as the outermost.
 *
 * @param unified whether they are of version 2
 * @param folders their folders, the process's own first
 */
record ControlGroups(boolean unified, List<Path> folders) {
  private static final int MAX_DEPTH = 32;
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  /**
   * Looks them up where {@code /proc/self} says that they are. A controller that version 1 has is
   * looked for there, otherwise in version 2: on a hybrid host both are mounted.
   *
   * @param root the root of the file system
   * @param controller {@code memory} or {@code cpu}
   * @return null when they cannot be seen
   */
  static @Nullable ControlGroups of(Path root, String controller) {
    KernelFile groups = KernelFile.read(root.resolve("proc/self/cgroup"));
    KernelFile mounts = KernelFile.read(root.resolve("proc/self/mountinfo"));
    if (groups == null || mounts == null) {
      return null;
    }
    String first = path(groups, controller);
    String path = first == null ? path(groups, "") : first;
    if (path == null || path.contains("..")) {
      return null; // outside of what our name space shows
    }
    boolean unified = first == null;
    for (String line : mounts.lines()) {
      Mount mount = Mount.parse(line);
      if (mount != null && mount.carries(unified, controller)) {
        List<Path> folders = mount.folders(root, path);
        if (!folders.isEmpty()) {
          return new ControlGroups(unified, folders);
        }
      }
    }
    return null;
  }

  Path own() {
    return folders.get(0);
  }

  /** Lines are {@code hierarchy:controllers:path}; version 2 has no controllers there. */
  private static @Nullable String path(KernelFile groups, String controller) {
    for (String line : groups.lines()) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains(controller)) {
        return parts[2].strip();
      }
    }
    return null;
  }

  /**
   * A line of {@code mountinfo}: {@code id parent device root point options [tags] - type source
   * superOptions}.
   */
  private record Mount(String root, String point, String type, List<String> options) {

    static @Nullable Mount parse(String line) {
      int dash = line.indexOf(" - ");
      if (dash < 0) {
        return null;
      }
      String[] before = line.substring(0, dash).split(" ", -1);
      String[] after = line.substring(dash + 3).split(" ", -1);
      if (before.length < 5 || after.length < 3) {
        return null;
      }
      List<String> options = List.of(after[2].split(",", -1));
      return new Mount(unescape(before[3]), unescape(before[4]), after[0], options);
    }

    boolean carries(boolean unified, String controller) {
      return unified
          ? type.equals("cgroup2")
          : type.equals("cgroup") && options.contains(controller);
    }

    /** The folders from the group's up to the mount's; none when the mount does not show it. */
    List<Path> folders(Path fileSystem, String path) {
      String inside = within(path);
      if (inside == null) {
        return List.of();
      }
      Path top = fileSystem.resolve(relative(point));
      Path folder = top.resolve(relative(inside));
      if (!Files.isDirectory(folder)) {
        return List.of();
      }
      List<Path> folders = new ArrayList<>();
      for (Path each = folder;
          each != null && folders.size() < MAX_DEPTH;
          each = each.getParent()) {
        folders.add(each);
        if (each.equals(top)) {
          break;
        }
      }
      return List.copyOf(folders);
    }

    private @Nullable String within(String path) {
      if (root.equals("/")) {
        return path;
      }
      // A name space of its own calls the container's group "/", whatever the mount's root is.
      if (path.equals("/") || path.equals(root)) {
        return "";
      }
      return path.startsWith(root + "/") ? path.substring(root.length()) : null;
    }

    private static String relative(String path) {
      return path.startsWith("/") ? path.substring(1) : path;
    }

    private static String unescape(String text) {
      return OCTAL
          .matcher(text)
          .replaceAll(
              match ->
                  Matcher.quoteReplacement(
                      Character.toString(Integer.parseInt(match.group(1), 8))));
    }
  }
}
