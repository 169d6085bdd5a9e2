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

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages in the hands of somebody who has a keyboard and no mouse. */
class KeyboardTest extends BrowserKit {
  private static final double AA_OF_SHAPES = 3;

  /** Where a keyboard must get to, in the order of the document. */
  private static final String STOPS =
      "window.stops = Array.from(document.querySelectorAll("
          + "'a[href], button, input, select, textarea, summary, [tabindex]'))"
          + ".filter(each => each.tabIndex >= 0 && each.type !== 'hidden'"
          + " && each.checkVisibility({visibilityProperty: true}));"
          + "stops.map(each => each.outerHTML.slice(0, 120))";

  private static final String FOCUSED =
      "(() => { const at = document.activeElement; const style = getComputedStyle(at);"
          + " const box = at.getBoundingClientRect();"
          + " return {stop: stops.indexOf(at), html: at.outerHTML.slice(0, 120),"
          + " outline: style.outlineStyle, width: parseFloat(style.outlineWidth),"
          + " ratio: contrast(over(parsed(style.outlineColor), paperOf(at.parentElement)),"
          + " paperOf(at.parentElement)),"
          + " seen: box.width > 0 && box.height > 0 && box.left >= 0 && box.left < innerWidth"
          + " && box.bottom > 0 && box.top < innerHeight}; })()";

  @AfterEach
  void allowScripts() throws Exception {
    tab.scripts(true);
    tab.scheme("light");
  }

  @ParameterizedTest
  @MethodSource("paths")
  void walksThroughAllLinksAndFieldsInOrderAndShowsWhereItIs(String path) throws Exception {
    tab.scheme(path.length() % 2 == 0 ? "light" : "dark");
    tab.open(url(path));
    tab.value(Colours.FUNCTIONS);
    JsonNode stops = tab.value(STOPS);
    List<JsonNode> visited = new ArrayList<>();
    for (int i = 0; i < stops.size(); i++) {
      tab.pressTab();
      visited.add(tab.value(FOCUSED));
    }

    assertThat(stops.size()).isGreaterThan(2);
    for (int i = 0; i < stops.size(); i++) {
      JsonNode at = visited.get(i);
      assertThat(at.path("stop").asInt()).as("%d: %s, at %s", i, stops.get(i), at).isEqualTo(i);
      assertThat(at.path("outline").asText()).as(at.toString()).isEqualTo("solid");
      assertThat(at.path("width").asDouble()).as(at.toString()).isGreaterThanOrEqualTo(2);
      assertThat(at.path("ratio").asDouble()).as(at.toString()).isGreaterThan(AA_OF_SHAPES);
      assertThat(at.path("seen").asBoolean()).as(at.toString()).isTrue();
    }
  }

  @Test
  void leavesTheNavigationOutWhenAskedTo() throws Exception {
    tab.open(url(""));
    tab.pressTab();
    assertThat(tab.text("document.activeElement.textContent")).isEqualTo("Skip to the content");

    tab.pressEnter();

    tab.awaits("document.activeElement.id === 'main'");
    tab.pressTab();
    assertThat(tab.value("document.activeElement.closest('main') !== null").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void opensAnApplication(boolean scripts) throws Exception {
    tab.scripts(scripts);
    tab.open(url(""));
    tabTo("document.activeElement.getAttribute('href') === '" + ILL + "'");

    tab.pressEnter();

    tab.awaits("document.readyState === 'complete' && location.pathname === '/" + ILL + "'");
    assertThat(tab.text("document.querySelector('h1').textContent")).isEqualTo("taxi-trips");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsAnApplication(boolean scripts) throws Exception {
    tab.scripts(scripts);
    tab.open(url(""));
    tabTo("document.activeElement.id === 'q'");

    tab.type("sessions");
    tab.pressEnter();

    tab.awaits("document.readyState === 'complete' && location.search === '?q=sessions'");
    assertThat(tab.text("document.querySelector('tbody').textContent"))
        .contains("sessions")
        .doesNotContain("taxi-trips");
  }

  /** Presses the key until it is where it should be. */
  private static void tabTo(String where) throws Exception {
    for (int i = 0; i < 60; i++) {
      tab.pressTab();
      if (tab.value(where).asBoolean()) {
        return;
      }
    }
    throw new AssertionError("no keyboard gets to where " + where);
  }
}
