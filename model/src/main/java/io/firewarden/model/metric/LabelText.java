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
package io.firewarden.model.metric;

/**
 * Makes a label value of a text that somebody else chose: one line, of limited length. {@link
 * MetricFamily} does so with every value; what must agree with its series, such as the labels of an
 * alert, needs the same form.
 */
public final class LabelText {
  /** Characters of a value that are kept. */
  public static final int MAX_LENGTH = 200;

  private LabelText() {}

  /** The text as a label value; the same text when it is one already. */
  public static String of(String text) {
    boolean clean = text.length() <= MAX_LENGTH;
    for (int i = 0; clean && i < text.length(); i++) {
      char c = text.charAt(i);
      clean = !Character.isISOControl(c) && !Character.isSurrogate(c);
    }
    return clean ? text : cleaned(text);
  }

  /** A control character becomes a space; half a surrogate pair, which no encoding has, goes. */
  private static String cleaned(String text) {
    StringBuilder kept = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
    text.codePoints()
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .takeWhile(c -> kept.length() + Character.charCount(c) <= MAX_LENGTH)
        .forEachOrdered(kept::appendCodePoint);
    return kept.toString();
  }

  /**
   * Appends a label as the text formats have it: {@code name="value"}, with what needs it escaped.
   */
  static void write(StringBuilder text, String name, String value) {
    text.append(name).append("=\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
    text.append('"');
  }
}
