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
package io.firewarden.agent.discovery.yarn;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What YARN says of an application's fate: many lines, with stack traces, dates and parts of logs,
 * of which people want one.
 */
final class Diagnostics {
  /** Lines are looked for no further than this. */
  private static final int MAX_TEXT = 8000;

  /** What stands before a line: a date and such. */
  private static final Pattern STAMP =
      Pattern.compile(
          "^(?:Failing this attempt\\.\\s*)?(?:Diagnostics:\\s*)?(?:\\[[^\\]]{0,60}\\d{4}[^\\]]{0,60}])?\\s*");

  private static final Pattern EXIT_CODE = Pattern.compile("exitCode:\\s*(-?\\d{1,9})");

  /** Whose exit code it is. */
  private static final Pattern ATTEMPT =
      Pattern.compile("appattempt_\\d{1,15}_\\d{1,15}_(\\d{1,9})\\s+exited");

  /** Of an attempt that outlived a ResourceManager: that is nothing of its own. */
  private static final String RECOVERED = "Attempt recovered after RM restart";

  /** From here on it is the program's own output, which may be anything. */
  private static final Pattern OUTPUT = Pattern.compile("Last \\d+ bytes of");

  /** What YARN writes after the sentence: figures of the queue. */
  private static final Pattern FIGURES = Pattern.compile("\\s+Details\\s*:.*");

  /** Lines that say more than the first one does; the first that is found counts. */
  private static final List<Pattern> TELLING =
      List.of(
          Pattern.compile("running .*beyond .*memory limit.*"),
          Pattern.compile("[Cc]ontainer killed by (?:YARN|the ApplicationMaster).*"),
          Pattern.compile("User class threw exception.*"),
          Pattern.compile("User application exited with.*"),
          Pattern.compile("Max number of executor failures.*"),
          Pattern.compile("Container released on a \\*?lost\\*? node.*"));

  private final List<String> lines;

  private Diagnostics(List<String> lines) {
    this.lines = lines;
  }

  static Diagnostics of(@Nullable String text) {
    String all = Objects.requireNonNullElse(text, "");
    Matcher output = OUTPUT.matcher(all);
    int end = output.find() ? output.start() : all.length();
    String told = all.substring(0, Math.min(end, MAX_TEXT));
    return new Diagnostics(
        told.lines()
            .map(line -> STAMP.matcher(line.strip()).replaceFirst("").strip())
            .filter(line -> line.length() > 1 && !line.equals(RECOVERED))
            .map(Secrets::mask)
            .toList());
  }

  /** The line that says most, without secrets; empty when there is none. */
  String line() {
    for (Pattern telling : TELLING) {
      for (String line : lines) {
        if (telling.matcher(line).find()) {
          return line;
        }
      }
    }
    return lines.isEmpty() ? "" : FIGURES.matcher(lines.get(0)).replaceFirst("");
  }

  /** With which code the ApplicationMaster's container ended, if that is said. */
  OptionalInt exitCode() {
    return number(EXIT_CODE);
  }

  /** Which attempt ended so, if that is said. */
  OptionalInt attempt() {
    return number(ATTEMPT);
  }

  private OptionalInt number(Pattern pattern) {
    return lines.stream()
        .map(pattern::matcher)
        .filter(Matcher::find)
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .findFirst();
  }
}
