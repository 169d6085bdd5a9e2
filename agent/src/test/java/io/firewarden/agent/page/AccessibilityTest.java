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

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a keyboard and a screen reader need, as far as it can be told from the markup. */
class AccessibilityTest {
  private static final double AA = 4.5;
  private static final double AA_OF_SHAPES = 3;

  private static final PageScene scene = Fleets.night(PageScene.NOW, "cluster: prod\n");

  static Stream<String> pages() {
    List<String> paths =
        new ArrayList<>(
            List.of(
                "/",
                "/alerts",
                "/sources",
                "/configuration",
                "/runbooks/SparkGcTimeHigh",
                "/applications/none"));
    scene
        .fleet
        .applications()
        .forEach(each -> paths.add("/applications/" + each.application().id()));
    scene.fleet.pending().forEach(each -> paths.add("/applications/" + each.application().id()));
    scene.fleet.ended().forEach(each -> paths.add("/applications/" + each.application().id()));
    return paths.stream();
  }

  private static List<String> all(String pattern, String html) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(html)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private static String content(String path) {
    String html = scene.html(path);
    return html.substring(html.indexOf("<body"), html.lastIndexOf("</div>"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void hasLandmarksALanguageATitleAndASkipLink(String path) {
    String html = scene.html(path);

    assertThat(html).contains("<html lang=\"en\">").containsPattern("<title>[^<]+</title>");
    assertThat(html).contains("name=\"viewport\" content=\"width=device-width, initial-scale=1\"");
    assertThat(all("<main[ >]", html)).hasSize(1);
    assertThat(all("<header[ >]", html)).hasSize(1);
    assertThat(html).contains("<main id=\"main\" tabindex=\"-1\">");
    assertThat(content(path)).contains("class=\"skip\" href=\"#main\"");
    assertThat(all("<nav[^>]*>", html)).allMatch(nav -> nav.contains("aria-label="));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void hasHeadingsInOrder(String path) {
    List<String> headings = all("<h[1-6]", content(path));

    assertThat(headings.get(0)).isEqualTo("<h1");
    assertThat(headings).filteredOn("<h1"::equals).hasSize(1);
    int before = 1;
    for (String heading : headings) {
      int level = heading.charAt(2) - '0';
      assertThat(level).as(headings.toString()).isLessThanOrEqualTo(before + 1);
      before = level;
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void hasTablesWithCaptionsAndHeadingsOfColumnsAndRows(String path) {
    if (path.startsWith("/runbooks/")) {
      return; // as its author wrote them
    }
    for (String table : all("<table.*?</table>", content(path))) {
      assertThat(table).containsPattern("<caption[^>]*>[^<]+</caption>");
      assertThat(all("<th[ >][^>]*", table)).allMatch(th -> th.contains("scope="));
      List<String> rows = all("<tr.*?</tr>", table);
      int columns = all("scope=\"col\"", rows.get(0)).size();
      for (String row : rows.subList(1, rows.size())) {
        assertThat(all("scope=\"row\"", row)).hasSize(1);
        assertThat(all("<t[hd][ >]", row)).hasSize(columns);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void namesEveryFieldAndLinkAndHidesSignsThatStandBesideWords(String path) {
    String html = content(path);

    for (String input : all("<input[^>]*>", html)) {
      if (!input.contains("hidden")) {
        String id = input.replaceAll(".*id=\"([^\"]*)\".*", "$1");
        assertThat(html).contains("<label for=\"" + id + "\">");
      }
    }
    assertThat(all("<a [^>]*></a>", html)).isEmpty();
    assertThat(all("<span class=\"sign[^>]*>", html))
        .allMatch(sign -> sign.contains("aria-hidden=\"true\""));
    assertThat(all("<img", html)).isEmpty();
    assertThat(all(" aria-live=| role=\"(?:status|alert)\"", html)).hasSizeLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void hasNoIdTwiceAndNoReferenceToNone(String path) {
    String html = content(path);
    List<String> ids = all("(?<= id=\")[^\"]*", html);

    assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
    assertThat(ids).containsAll(all("(?<=aria-labelledby=\")[^\"]*", html));
    assertThat(ids).containsAll(all("(?<=href=\"#)[^\"]+", html));
  }

  @ParameterizedTest
  @CsvSource({
    "ink,page",
    "ink,card",
    "soft,page",
    "soft,card",
    "soft,code",
    "ink,code",
    "link,page",
    "link,card",
    "link,bad-soft",
    "link,unknown-soft",
    "ink,bad-soft",
    "ink,warn-soft",
    "ink,good-soft",
    "ink,unknown-soft",
    "bad,bad-soft",
    "warn,warn-soft",
    "good,good-soft",
    "unknown,unknown-soft",
    "warn,card",
    "on,bad",
    "on,warn",
    "on,good",
    "soft,unknown-soft"
  })
  void hasEnoughContrastForTextInLightAndDark(String ink, String paper) {
    assertThat(contrast("light", ink, paper)).as("light").isGreaterThanOrEqualTo(AA);
    assertThat(contrast("dark", ink, paper)).as("dark").isGreaterThanOrEqualTo(AA);
  }

  @ParameterizedTest
  @CsvSource({"edge,page", "edge,card", "link,page", "link,card", "unknown,card", "bad,card"})
  void hasEnoughContrastForFieldsFocusAndSigns(String ink, String paper) {
    assertThat(contrast("light", ink, paper)).as("light").isGreaterThanOrEqualTo(AA_OF_SHAPES);
    assertThat(contrast("dark", ink, paper)).as("dark").isGreaterThanOrEqualTo(AA_OF_SHAPES);
  }

  @Test
  void showsWhereTheFocusIs() throws Exception {
    assertThat(style()).contains(":focus-visible { outline: 3px solid var(--link)");
  }

  private static String style() {
    try (InputStream in = AccessibilityTest.class.getResourceAsStream("html/page.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The ratio of WCAG 2.1 between two of the style sheet's colours. */
  private static double contrast(String scheme, String one, String other) {
    String style = style();
    int dark = style.indexOf("@media (prefers-color-scheme: dark)");
    String part =
        scheme.equals("light")
            ? style.substring(0, dark)
            : style.substring(dark, style.indexOf("* {", dark));
    Map<String, Integer> colours = new HashMap<>();
    Pattern.compile("--([a-z-]+): #([0-9a-f]{6})")
        .matcher(part)
        .results()
        .forEach(each -> colours.put(each.group(1), Integer.parseInt(each.group(2), 16)));
    double first = luminance(colours.get(one));
    double second = luminance(colours.get(other));
    return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16 & 0xff)
        + 0.7152 * linear(rgb >> 8 & 0xff)
        + 0.0722 * linear(rgb & 0xff);
  }

  private static double linear(int channel) {
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
