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
package io.firewarden.listener.privacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Texts that are found nowhere else, each with the place in which it was hidden; kept in a file.
 */
final class Markers {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 8;

  private final Path file;

  Markers(Path file) {
    this.file = file;
  }

  /** A new one: a word of letters and digits, as a table or a password may be. */
  String hide(String place) {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    String text = "q" + HexFormat.of().formatHex(random);
    try {
      Files.writeString(
          file, text + " " + place + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text;
  }

  /** The place of each. */
  static Map<String, String> read(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.split(" ", 2))
        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
  }

  /** Those that stand in a text, with the place in which each was hidden and where it came out. */
  static Map<String, String> foundIn(String text, Map<String, String> hidden) {
    Map<String, String> found = new TreeMap<>();
    hidden.forEach(
        (marker, place) -> {
          int at = text.indexOf(marker);
          if (at >= 0) {
            int end = Math.min(text.length(), at + marker.length() + 20);
            found.put(place, text.substring(Math.max(0, at - 100), end));
          }
        });
    return found;
  }
}
