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

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdSettingsTest {
  private static final String PREFIX = "spark.firewarden.threshold.";

  private static ThresholdSettings parse(Map<String, String> settings) {
    return ThresholdSettings.parse(PREFIX, settings);
  }

  @ParameterizedTest
  @CsvSource({"0.2, 0.2", " 0.2 , 0.2", ".2, 0.2", "2e-1, 0.2", "+0.2, 0.2", "1, 1"})
  void readsNumbersFromText(String text, double value) {
    ThresholdSettings settings = parse(Map.of("gc-time.critical-ratio", text));

    assertThat(settings.faults()).isEmpty();
    assertThat(settings.values().get(Threshold.GC_CRITICAL_RATIO)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gc-time.critical-ratio | 15% | gc-time.critical-ratio must be a plain number, not a"
            + " percentage, but is \"15%\"; write 0.15",
        "gc-time.critical-ratio | high | gc-time.critical-ratio must be a number, but is the text"
            + " \"high\"",
        "gc-time.critical-ratio | NaN | gc-time.critical-ratio must be a number, but is the text"
            + " \"NaN\"",
        "gc-time.critical-ratio | -0.2 | gc-time.critical-ratio must be between 0 and 1, but is"
            + " -0.2",
        "gc-time.critical-ratio | 1e999999999 | gc-time.critical-ratio must be between 0 and 1, but"
            + " is 1E+999999999",
        "gc-time.critical-ratio | 1e99999999999 | gc-time.critical-ratio must be a number, but is the"
            + " text \"1e99999999999\"",
        "gc-time.critical | 0.2 | gc-time.critical is not a known limit of gc-time; known are"
            + " warning-ratio, critical-ratio, min-task-seconds",
        "gc.critical-ratio | 0.2 | gc is not a known check; known are executor-memory, gc-time,"
            + " task-failures, locality, long-task, executor-count",
        "gc-tme | 0.2 | gc-tme is not a known check; did you mean gc-time?",
        "gc-time | 0.2 | gc-time must name a limit, as in spark.firewarden.threshold.gc-time.KEY",
      })
  void keepsTheDefaultAndSaysWhy(String key, String text, String fault) {
    ThresholdSettings settings = parse(Map.of(key, text));

    assertThat(settings.faults()).containsExactly(PREFIX + fault);
    assertThat(settings.values().configured()).isEmpty();
  }

  @Test
  void keepsTheGoodSettingsBesideFaultyOnes() {
    ThresholdSettings settings =
        parse(
            Map.of(
                "long-task.max-seconds", "60",
                "locality.min-tasks", "many",
                "executor-count.min-executors", "-1"));

    assertThat(settings.faults()).hasSize(2);
    assertThat(settings.values().configured())
        .containsExactlyEntriesOf(Map.of(Threshold.TASK_SECONDS, 60.0));
  }

  @Test
  void dropsBothOfAPairThatContradictsItself() {
    ThresholdSettings settings =
        parse(Map.of("gc-time.warning-ratio", "0.5", "gc-time.critical-ratio", "0.2"));

    assertThat(settings.faults())
        .containsExactly(
            PREFIX
                + "gc-time.warning-ratio must not be above critical-ratio, but 0.5 is above 0.2");
    assertThat(settings.values().configured()).isEmpty();
  }

  @Test
  void readsNothingAsDefaults() {
    assertThat(parse(Map.of())).extracting(s -> s.values().configured()).isEqualTo(Map.of());
  }
}
