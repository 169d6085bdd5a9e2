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
package io.firewarden.agent.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file in Markdown with places for tables, each between two comments that name it. */
record Report(Path file) {

  /** Puts a text in the place of what is there. */
  void put(String place, String text) throws IOException {
    String begin = "<!-- " + place + ": begin -->\n";
    String end = "<!-- " + place + ": end -->";
    String whole = Files.readString(file);
    int from = whole.indexOf(begin);
    int to = whole.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException(file + " has no place for " + place + ": " + begin + end);
    }
    Files.writeString(
        file, whole.substring(0, from + begin.length()) + "\n" + text + "\n" + whole.substring(to));
  }
}
