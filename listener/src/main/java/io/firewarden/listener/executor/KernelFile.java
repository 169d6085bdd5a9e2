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

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small text file of the kernel's, read whole. What is not there, cannot be read or is no number
 * is null: the kernel leaves files and lines out as it is configured.
 *
 * @param text its content
 */
record KernelFile(String text) {
  /** The table of mounts of a busy host is the largest that is read. */
  private static final int MAX_BYTES = 1 << 20;

  /** Most are smaller than this, and there is one for each process of the host. */
  private static final int USUAL_BYTES = 1 << 10;

  private static final long KIB = 1024;

  static @Nullable KernelFile read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = new byte[USUAL_BYTES];
      int length = 0;
      for (int more; (more = in.read(bytes, length, bytes.length - length)) > 0; ) {
        length += more;
        if (length == bytes.length) {
          if (length >= MAX_BYTES) {
            break;
          }
          bytes = Arrays.copyOf(bytes, 2 * length);
        }
      }
      return new KernelFile(new String(bytes, 0, length, UTF_8));
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** The number that is the file's only content; null for a word such as {@code max}. */
  static @Nullable Long number(Path file) {
    KernelFile read = read(file);
    return read == null ? null : parse(read.text.strip());
  }

  /** The number in the line {@code key number}. */
  static @Nullable Long field(Path file, String key) {
    KernelFile read = read(file);
    return read == null ? null : read.field(key);
  }

  List<String> lines() {
    return text.lines().toList();
  }

  /** The number in the line {@code key number} or {@code key: number kB}, then in bytes. */
  @Nullable Long field(String key) {
    for (String line : lines()) {
      String[] words = line.strip().split("[:\\s]+", 4);
      if (words.length >= 2 && words[0].equals(key)) {
        Long number = parse(words[1]);
        boolean inKib = words.length > 2 && words[2].equals("kB");
        return number == null || !inKib ? number : Long.valueOf(number * KIB);
      }
    }
    return null;
  }

  private static @Nullable Long parse(String word) {
    try {
      long number = Long.parseLong(word);
      return number < 0 ? null : Long.valueOf(number);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
