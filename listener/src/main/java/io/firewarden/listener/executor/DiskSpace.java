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

import java.io.File;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The space of a file system. The path to it stays here.
 *
 * @param freeBytes what is left for this process
 * @param totalBytes its size
 */
record DiskSpace(long freeBytes, long totalBytes) {

  /** The one with the least left of those that are there; null when none is. */
  static @Nullable DiskSpace scarcest(
      List<Path> folders, Function<Path, @Nullable DiskSpace> measure) {
    return folders.stream()
        .map(measure)
        .filter(Objects::nonNull)
        .min(Comparator.comparingLong(DiskSpace::freeBytes))
        .orElse(null);
  }

  /** Of the file system that a folder is on; null when the folder is not there. */
  static @Nullable DiskSpace of(Path folder) {
    File file = folder.toFile();
    long total = file.getTotalSpace();
    return total <= 0 ? null : new DiskSpace(file.getUsableSpace(), total);
  }
}
