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
package io.firewarden.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** The terminal: lines with the time since the start, in colour where that is wanted. */
final class Console {
  private final PrintStream out;
  private final boolean colour;
  private final Instant start;

  Console(PrintStream out, boolean colour, Instant start) {
    this.out = out;
    this.colour = colour;
    this.start = start;
  }

  /** One line of progress. */
  void progress(String subject, String text) {
    line("%6s  %-16s %s".formatted(sinceStart(), subject, text));
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  String good(String text) {
    return paint("32", text);
  }

  String bad(String text) {
    return paint("31", text);
  }

  String strong(String text) {
    return paint("1", text);
  }

  String sinceStart() {
    return Duration.between(start, Instant.now()).toSeconds() + " s";
  }

  private String paint(String code, String text) {
    return colour ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
  }
}
