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
package io.firewarden.agent.page.html;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.TbodyTag;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.ThTag;
import j2html.tags.specialized.TrTag;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table with a caption, a heading for each column and one for each row. On a narrow screen it
 * either becomes a card for each row, or is scrolled sideways.
 */
public final class Grid {
  private final String caption;
  private final boolean cards;
  private final List<String> columns;
  private final Set<String> longOnes = new HashSet<>();
  private final TbodyTag rows = tbody().attr("role", "rowgroup");

  private Grid(String caption, boolean cards, String... columns) {
    this.caption = caption;
    this.cards = cards;
    this.columns = List.of(columns);
  }

  /** Few columns with long texts; the caption is for those who do not see. */
  public static Grid ofCards(String caption, String... columns) {
    return new Grid(caption, true, columns);
  }

  /** Many columns with short figures; the caption is seen. */
  public static Grid ofFigures(String caption, String... columns) {
    return new Grid(caption, false, columns);
  }

  /** The cells of these columns hold sentences. */
  public Grid sentences(String... of) {
    longOnes.addAll(List.of(of));
    return this;
  }

  /** Adds a row whose first cell is its heading. */
  public Grid row(DomContent heading, @Nullable DomContent... cells) {
    TrTag row = tr().attr("role", "row");
    row.with(th(heading).attr("scope", "row").attr("role", "rowheader"));
    for (int i = 0; i < cells.length; i++) {
      TdTag cell = td().attr("role", "cell");
      if (cells[i] != null) {
        cell.with(cards ? div(cells[i]) : cells[i]); // one item beside its label in a card
      }
      if (longOnes.contains(columns.get(i + 1))) {
        cell.withClass("long");
      }
      row.with(cards ? cell.attr("data-label", columns.get(i + 1)) : cell);
    }
    rows.with(row);
    return this;
  }

  public DomContent build() {
    TrTag head = tr().attr("role", "row");
    for (String column : columns) {
      ThTag cell = th(column).attr("scope", "col").attr("role", "columnheader");
      head.with(cell);
    }
    // The roles: a table that is shown as cards is no table to a screen reader without them.
    DomContent made =
        table(
                caption(caption).withClass(cards ? "unseen" : "shown"),
                thead(head).attr("role", "rowgroup"),
                rows)
            .attr("role", "table");
    return cards
        ? div(made).withClasses("wide", "cards")
        : div(made)
            .withClasses("wide", "figures")
            .attr("role", "region")
            .attr("aria-label", caption)
            .withTabindex(0);
  }
}
