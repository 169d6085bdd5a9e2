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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The colours that a real browser draws with, by what the reader prefers. */
class ColoursTest extends BrowserKit {
  private static final double AA = 4.5;

  /** Pictures of all pages, for who wants to see them. */
  private static final Path PICTURES = Path.of("target", "pages");

  @ParameterizedTest
  @MethodSource("paths")
  void hasEnoughContrastForAllTextInLightAndDark(String path) throws Exception {
    for (String scheme : new String[] {"light", "dark"}) {
      tab.scheme(scheme);
      tab.open(url(path));
      List<JsonNode> texts = texts();

      assertThat(texts).isNotEmpty();
      assertThat(texts).as(scheme).allMatch(text -> text.path("ratio").asDouble() >= AA);
      String name = path.isEmpty() ? "fleet" : path.replaceAll("[^A-Za-z0-9]+", "-");
      tab.picture(PICTURES.resolve(name + "-" + scheme + ".png"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void looksAtEveryKindOfText(String scheme) throws Exception {
    Set<String> kinds = new HashSet<>();
    tab.scheme(scheme);
    for (String path : new String[] {"", ILL}) {
      tab.open(url(path));
      texts().forEach(text -> kinds.add(text.path("kind").asText()));
    }

    assertThat(kinds)
        .containsExactlyInAnyOrder("text", "link", "tag", "sign", "table head", "field");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void isAsBrightAsTheReaderPrefers(String scheme) throws Exception {
    tab.scheme(scheme);
    tab.open(url(""));
    tab.value(Colours.FUNCTIONS);
    double paper = tab.value("luminance(paperOf(document.body))").asDouble();
    double ink = tab.value("luminance(inkOf(document.body))").asDouble();

    assertThat(paper).isBetween(scheme.equals("dark") ? 0.0 : 0.8, scheme.equals("dark") ? 0.1 : 1);
    assertThat(ink).isBetween(scheme.equals("dark") ? 0.7 : 0.0, scheme.equals("dark") ? 1 : 0.1);
  }

  private static List<JsonNode> texts() throws Exception {
    tab.value(Colours.FUNCTIONS);
    List<JsonNode> texts = new ArrayList<>();
    tab.value("texts()").forEach(texts::add);
    return texts;
  }
}
