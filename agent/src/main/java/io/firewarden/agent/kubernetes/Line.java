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
package io.firewarden.agent.kubernetes;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts of the cluster and of its operators, made fit to be shown: short, on one line. */
public final class Line {
  private static final int MAX = 240;

  /** Of a longer text only the beginning is read. */
  private static final int MAX_READ = 8_192;

  private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\s]+");

  /** What a command line or a property may say that is not for everybody. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)([\\w.-]*(?:secret|password|passwd|token|credential|access[._-]?key)[\\w.-]*\\s*[=:]\\s*)"
              + "(\"[^\"]*\"|'[^']*'|[^\\s,;]+)");

  private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]*@");

  private Line() {}

  /** The text on one line, without what looks like a secret; empty for none. */
  public static String of(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String read = text.length() > MAX_READ ? text.substring(0, MAX_READ) : text;
    String line = BREAKS.matcher(read).replaceAll(" ").strip();
    line = SECRET.matcher(line).replaceAll("$1***");
    line = USER_INFO.matcher(line).replaceAll("//");
    return line.length() <= MAX ? line : line.substring(0, MAX - 3) + "...";
  }
}
