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

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table in Markdown. */
final class Table {
  private final List<String> lines = new ArrayList<>();

  Table(String... heads) {
    row(heads);
    lines.add("|" + "---|".repeat(heads.length));
  }

  /** One with targets, to be filled by {@link #target}. */
  static Table ofTargets() {
    return new Table("target", "limit", "measured", "");
  }

  Table row(String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
    return this;
  }

  /** A row that says whether a figure is below its limit, in a word that is easy to find. */
  Table target(String name, String format, double limit, double measured) {
    return row(
        name,
        String.format(Locale.ROOT, format, limit),
        String.format(Locale.ROOT, format, measured),
        measured <= limit ? "met" : "**missed**");
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }
}
