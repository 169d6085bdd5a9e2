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
package io.firewarden.alerts.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "nightly-*, nightly-etl, true",
    "nightly-*, nightly-, true",
    "nightly-*, nightly, false",
    "nightly-*, my-nightly-etl, false",
    "*, '', true",
    "*, anything, true",
    "*-etl, a-etl-etl, true",
    "*-etl, a-etl-x, false",
    "a*b*c, aXbYbZc, true",
    "a*b*c, aXbYbZ, false",
    "a?c, abc, true",
    "a?c, ac, false",
    "a?c, abbc, false",
    "a.c, abc, false",
    "[x], '[x]', true",
    "a, A, false",
    "'', '', true",
    "'', a, false",
    "**, a, true",
    "a**, a, true",
  })
  void matchesWholeNames(String pattern, String name, boolean matches) {
    assertThat(new Glob(pattern).matches(name)).isEqualTo(matches);
  }

  @Test
  void matchesAcrossLines() {
    assertThat(new Glob("a*z").matches("a\nz")).isTrue();
  }

  @Test
  void staysQuickOnAPatternThatBacktracks() {
    assertThat(new Glob("*a*a*a*a*a*a*a*a*a*a*a*b").matches("a".repeat(20_000))).isFalse();
  }
}
