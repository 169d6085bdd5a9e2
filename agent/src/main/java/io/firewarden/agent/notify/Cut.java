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
package io.firewarden.agent.notify;

import java.util.function.IntFunction;

/** Texts, made to fit into what a service takes, with a note where something was left out. */
final class Cut {
  /** Stands where the rest was. Has no character that any format escapes. */
  static final String NOTE = " ... (cut; the agent shows the rest)";

  private Cut() {}

  /** The text as it is, or its beginning and the note. */
  static String plain(String text, int longest) {
    return escaped(text, longest, Character::toString);
  }

  /**
   * The text with each character escaped, or its beginning and the note. Cuts between characters,
   * never within an escaped one.
   *
   * @param longest the length of the result, in UTF-16 units; at least that of the note
   * @param escape what stands for a code point
   */
  static String escaped(String text, int longest, IntFunction<String> escape) {
    StringBuilder all = new StringBuilder();
    int room = longest - NOTE.length();
    int fits = 0;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      all.append(escape.apply(text.codePointAt(at)));
      if (all.length() <= room) {
        fits = all.length();
      }
      if (all.length() > longest) {
        all.setLength(fits);
        return all.append(NOTE).toString();
      }
    }
    return all.toString();
  }

  /** One line: control characters, also those that end a line elsewhere, become spaces. */
  static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ").strip();
  }
}
