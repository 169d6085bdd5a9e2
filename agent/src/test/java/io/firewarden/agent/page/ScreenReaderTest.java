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
package io.firewarden.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real browser tells a screen reader of the pages, on a wide and on a narrow screen. */
class ScreenReaderTest extends BrowserKit {
  private static final int WIDE = 1280;
  private static final int NARROW = 390;

  static Stream<Arguments> pathsAndWidths() {
    return paths().flatMap(path -> Stream.of(WIDE, NARROW).map(width -> Arguments.of(path, width)));
  }

  @AfterEach
  void widen() throws Exception {
    tab.size(WIDE, 900);
  }

  private static Spoken page(String path, int width) throws Exception {
    tab.size(width, 900);
    tab.open(url(path));
    return tab.spoken();
  }

  private static int shown(String selector) throws Exception {
    return tab.value(
            "Array.from(document.querySelectorAll('"
                + selector
                + "')).filter(each => each.checkVisibility({visibilityProperty: true})).length")
        .asInt();
  }

  @ParameterizedTest
  @MethodSource("pathsAndWidths")
  void findsTheContentAndItsHeading(String path, int width) throws Exception {
    Spoken page = page(path, width);

    assertThat(page.all("main")).hasSize(1);
    assertThat(page.all("banner")).hasSize(1);
    assertThat(page.all("navigation", "region")).allMatch(each -> !each.name().isEmpty());
    assertThat(page.all("heading")).allMatch(each -> !each.name().isEmpty());
    assertThat(page.all("heading")).filteredOn(each -> each.level() == 1).hasSize(1);
    assertThat(page.all("main").get(0).all("heading").get(0).level()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("pathsAndWidths")
  void readsTablesAsTablesWithANameAndHeadings(String path, int width) throws Exception {
    Spoken page = page(path, width);

    assertThat(page.all("table")).hasSize(shown("table"));
    for (Spoken table : page.all("table")) {
      assertThat(table.name()).as(table.toString()).isNotEmpty();
      assertThat(table.all("columnheader"))
          .as(table.toString())
          .isNotEmpty()
          .allMatch(head -> !head.name().isEmpty());
      assertThat(table.all("row")).as(table.toString()).hasSizeGreaterThan(1);
      assertThat(table.all("cell")).as(table.toString()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("pathsAndWidths")
  void namesAllThatCanBePressedOrFocusedOrSeen(String path, int width) throws Exception {
    Spoken page = page(path, width);

    assertThat(page.all("link")).hasSize(shown("a[href]")).allMatch(each -> !each.name().isEmpty());
    assertThat(page.all("button", "searchbox"))
        .hasSize(shown("button, input:not([type=hidden])"))
        .allMatch(each -> !each.name().isEmpty());
    assertThat(page.focusables())
        .filteredOn(each -> !each.role().equals("main"))
        .isNotEmpty()
        .allMatch(each -> !each.name().isEmpty());
    assertThat(page.all("image", "img", "figure", "Canvas", "SvgRoot"))
        .allMatch(each -> !each.name().isEmpty());
  }
}
