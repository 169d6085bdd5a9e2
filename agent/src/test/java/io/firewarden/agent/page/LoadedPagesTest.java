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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page loads in a real browser, and tells the same with and without scripts. */
class LoadedPagesTest extends BrowserKit {
  private static final String LIVE = "document.getElementById('pulse') !== null";
  private static final String REFRESHES =
      "document.querySelector('meta[http-equiv=refresh]') !== null";

  /** Lets so much time pass that the page is due, and has it look for that at once. */
  private static final String MAKE_DUE =
      "(() => { const later = Date.now() + 11000; Date.now = () => later;"
          + " document.dispatchEvent(new Event('visibilitychange')); })()";

  private static final String TAKEN_IN =
      "performance.getEntriesByType('resource').length > 0"
          + " && document.getElementById('pulse').textContent === 'updated 0 s ago'";

  @ParameterizedTest
  @MethodSource("paths")
  void loadsWithoutAComplaintAndTellsTheSameWithAndWithoutScripts(String path) throws Exception {
    tab.scripts(false);
    tab.open(url(path));
    boolean live = tab.value(LIVE).asBoolean();
    String plain = told();

    assertThat(tab.complaints()).isEmpty();
    assertThat(plain).isNotBlank();
    assertThat(live).isEqualTo(!path.startsWith("runbooks/"));
    assertThat(tab.value(REFRESHES).asBoolean()).isEqualTo(live);
    assertThat(pulse()).startsWith(live ? "As of 2" : "");

    tab.scripts(true);
    tab.open(url(path));

    assertThat(tab.complaints()).isEmpty();
    assertThat(told()).isEqualTo(plain);
    assertThat(tab.value(REFRESHES).asBoolean()).isFalse();
    assertThat(pulse()).startsWith(live ? "updated " : "");
    if (live) {
      tab.value(MAKE_DUE);
      tab.awaits(TAKEN_IN);
      assertThat(tab.complaints()).isEmpty();
      assertThat(told()).isEqualTo(plain);
      assertThat(tab.value("document.getElementById('lost').hidden").asBoolean()).isTrue();
    }
  }

  private static String pulse() throws Exception {
    return tab.text("document.getElementById('pulse')?.textContent ?? ''");
  }

  /** What is to be read, but for ages, which grow meanwhile. */
  private static String told() throws Exception {
    return tab.text("document.title + '\\n' + document.querySelector('main').innerText")
        .replaceAll("\\d+ (?:s|min|h \\d+ min)\\b", "a time")
        .replaceAll("\\d{2}:\\d{2}:\\d{2}", "a moment");
  }
}
