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
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdsTest {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final JavaType MAP =
      YAML.getTypeFactory().constructMapType(Map.class, String.class, Object.class);

  private static Map<String, Object> yaml(String text) {
    try {
      return YAML.readValue(text, MAP);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Thresholds read(String text) throws InvalidThresholdsException {
    return Thresholds.fromMap(yaml(text));
  }

  private static List<String> faults(Map<String, ?> map) {
    InvalidThresholdsException thrown =
        catchThrowableOfType(InvalidThresholdsException.class, () -> Thresholds.fromMap(map));
    assertThat(thrown).as("faults of " + map).isNotNull();
    assertThat(thrown).hasMessage(String.join("; ", thrown.faults()));
    return thrown.faults();
  }

  private static List<String> faults(String text) {
    return faults(yaml(text));
  }

  @Test
  void hasTheDocumentedDefaults() {
    assertThat(Arrays.stream(Threshold.values()))
        .extracting(t -> t.check().id() + "." + t.key() + " " + t.defaultValue())
        .containsExactly(
            "executor-memory.storage-ratio 0.9",
            "executor-memory.heap-ratio 0.95",
            "gc-time.warning-ratio 0.1",
            "gc-time.critical-ratio 0.15",
            "gc-time.min-task-seconds 30.0",
            "task-failures.failure-ratio 0.05",
            "task-failures.min-tasks 20.0",
            "locality.local-ratio 0.8",
            "locality.min-tasks 20.0",
            "long-task.max-seconds 600.0",
            "executor-count.min-executors 2.0");
    assertThat(Thresholds.ofDefaults().forApplication("any").configured()).isEmpty();
    for (Threshold threshold : Threshold.values()) {
      assertThat(ThresholdValues.DEFAULTS.get(threshold)).isEqualTo(threshold.defaultValue());
    }
  }

  @Test
  void readsNothingAsDefaults() throws InvalidThresholdsException {
    for (String text : List.of("{}", "defaults:", "overrides:", "defaults: {gc-time: }")) {
      assertThat(read(text).forApplication("any").configured()).as(text).isEmpty();
    }
  }

  @Test
  void putsTheFirstMatchingOverrideBeforeLaterOnesAndThoseBeforeDefaults()
      throws InvalidThresholdsException {
    Thresholds thresholds =
        read(
            """
            defaults:
              long-task: {max-seconds: 900}
              locality: {min-tasks: 50}
            overrides:
              - match: "nightly-*"
                long-task: {max-seconds: 3600}
              - match: "*-etl"
                long-task: {max-seconds: 7200}
                gc-time: {critical-ratio: 0.3}
            """);

    ThresholdValues both = thresholds.forApplication("nightly-etl");
    assertThat(both.get(Threshold.TASK_SECONDS)).isEqualTo(3600);
    assertThat(both.get(Threshold.GC_CRITICAL_RATIO)).isEqualTo(0.3);
    assertThat(both.get(Threshold.LOCALITY_MIN_TASKS)).isEqualTo(50);
    assertThat(both.get(Threshold.FAILURE_RATIO)).isEqualTo(0.05);
    assertThat(both.configured())
        .containsOnlyKeys(
            Threshold.GC_CRITICAL_RATIO, Threshold.LOCALITY_MIN_TASKS, Threshold.TASK_SECONDS);
    assertThat(thresholds.forApplication("daily-etl").get(Threshold.TASK_SECONDS)).isEqualTo(7200);
    assertThat(thresholds.forApplication("other").get(Threshold.TASK_SECONDS)).isEqualTo(900);
  }

  @Test
  void acceptsTheEndsOfARange() throws InvalidThresholdsException {
    ThresholdValues values =
        read("defaults: {executor-memory: {storage-ratio: 0, heap-ratio: 1}}")
            .forApplication("any");

    assertThat(values.get(Threshold.STORAGE_RATIO)).isZero();
    assertThat(values.get(Threshold.HEAP_RATIO)).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gc-time: {critical-ratio: -0.2} | gc-time.critical-ratio must be between 0 and 1, but is"
            + " -0.2",
        "gc-time: {critical-ratio: 15} | gc-time.critical-ratio must be between 0 and 1, but is 15",
        "long-task: {max-seconds: 0} | long-task.max-seconds must be between 1 and 1000000000, but"
            + " is 0",
        "gc-time: {critical-ratio: 15 %} | gc-time.critical-ratio must be a plain number, not a"
            + " percentage, but is \"15 %\"; write 0.15",
        "gc-time: {critical-ratio: 12.5%} | gc-time.critical-ratio must be a plain number, not a"
            + " percentage, but is \"12.5%\"; write 0.125",
        "long-task: {max-seconds: 15 %} | long-task.max-seconds must be a plain number, not a"
            + " percentage, but is \"15 %\"",
        "long-task: {max-seconds: 10m} | long-task.max-seconds must be a number, but is the text"
            + " \"10m\"",
        "long-task: {max-seconds: \"600\"} | long-task.max-seconds must be a number, but is the text"
            + " \"600\"",
        "long-task: {max-seconds: } | long-task.max-seconds must be a number, but is empty",
        "long-task: {max-seconds: true} | long-task.max-seconds must be a number, but is true",
        "long-task: {max-seconds: [1]} | long-task.max-seconds must be a number, but is a list",
        "long-task: {max-seconds: {a: 1}} | long-task.max-seconds must be a number, but is a map",
        "long-task: 600 | long-task must be a map, but is 600",
        "long-tasks: {max-seconds: 1} | long-tasks is not a known check; did you mean long-task?",
        "nothing-alike-at-all: {} | nothing-alike-at-all is not a known check; known are"
            + " executor-memory, gc-time, task-failures, locality, long-task, executor-count",
        "gc-time: {critical-rato: 0.1} | gc-time.critical-rato is not a known limit of gc-time; did"
            + " you mean critical-ratio?",
        "gc-time: {x: 0.1} | gc-time.x is not a known limit of gc-time; known are warning-ratio,"
            + " critical-ratio, min-task-seconds",
        "gc-time: {warning-ratio: 0.2} | gc-time.warning-ratio must not be above critical-ratio, but"
            + " 0.2 is above 0.15 (the default)",
        "gc-time: {critical-ratio: 0.05} | gc-time.warning-ratio must not be above critical-ratio,"
            + " but 0.1 (the default) is above 0.05",
        "gc-time: {warning-ratio: 0.3, critical-ratio: 0.2} | gc-time.warning-ratio must not be"
            + " above critical-ratio, but 0.3 is above 0.2",
      })
  void namesKeyRuleAndValue(String entry, String fault) {
    assertThat(faults("defaults:\n  " + entry)).containsExactly("thresholds.defaults." + fault);
    assertThat(faults("overrides:\n  - match: x\n    " + entry))
        .containsExactly("thresholds.overrides[0]." + fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "default: {} | thresholds.default is not a known key; did you mean defaults?",
        "limits: {} | thresholds.limits is not a known key; known are defaults, overrides",
        "defaults: 3 | thresholds.defaults must be a map, but is 3",
        "defaults: [] | thresholds.defaults must be a map, but is a list",
        "overrides: {} | thresholds.overrides must be a list, but is a map",
        "overrides: [x] | thresholds.overrides[0] must be a map, but is the text \"x\"",
        "overrides: [{}] | thresholds.overrides[0].match is missing; it names the applications,"
            + " such as nightly-*",
        "overrides: [{match: 3}] | thresholds.overrides[0].match must be a pattern for application"
            + " names, but is 3",
        "overrides: [{match: \" \"}] | thresholds.overrides[0].match must be a pattern for"
            + " application names, but is the text \" \"",
      })
  void namesWhatIsWrongWithTheShape(String text, String fault) {
    assertThat(faults(text)).containsExactly(fault);
  }

  @Test
  void judgesAnOverrideTogetherWithTheDefaultsThatItStandsOn() throws InvalidThresholdsException {
    String loose = "defaults: {gc-time: {warning-ratio: 0.3, critical-ratio: 0.4}}\n";

    assertThat(
            read(loose + "overrides: [{match: x, gc-time: {warning-ratio: 0.35}}]")
                .forApplication("x")
                .get(Threshold.GC_WARNING_RATIO))
        .isEqualTo(0.35);
    assertThat(faults(loose + "overrides: [{match: x, gc-time: {critical-ratio: 0.2}}]"))
        .containsExactly(
            "thresholds.overrides[0].gc-time.warning-ratio must not be above critical-ratio, but"
                + " 0.3 (the default) is above 0.2");
  }

  @Test
  void reportsEveryFaultTogether() {
    assertThat(
            faults(
                """
                defaults:
                  gc-time: {critical-ratio: -1, warning-ratio: 2}
                  nope: {}
                overrides:
                  - locality: {local-ratio: high}
                  - match: x
                    task-failures: {min-task: 3}
                extra: 1
                """))
        .hasSize(7)
        .contains(
            "thresholds.overrides[1].task-failures.min-task is not a known limit of task-failures;"
                + " did you mean min-tasks?");
  }

  @Test
  void refusesNumbersThatAreNone() {
    assertThat(
            faults(
                Map.of(
                    "defaults",
                    Map.of("gc-time", Map.of("critical-ratio", Double.NaN)),
                    "overrides",
                    List.of(
                        Map.of(
                            "match",
                            "x",
                            "long-task",
                            Map.of("max-seconds", Double.POSITIVE_INFINITY))))))
        .containsExactly(
            "thresholds.defaults.gc-time.critical-ratio must be between 0 and 1, but is NaN",
            "thresholds.overrides[0].long-task.max-seconds must be between 1 and 1000000000, but is"
                + " Infinity");
  }

  @Test
  void survivesKeysThatAreNotText() {
    Map<Object, Object> odd = new HashMap<>();
    odd.put(3, Map.of());
    odd.put(null, 1);

    assertThat(faults(Map.of("defaults", odd)))
        .allMatch(fault -> fault.contains("is not a known check"))
        .hasSize(2);
  }

  @Test
  void isNotChangedByLaterChangesOfItsMap() throws InvalidThresholdsException {
    Map<String, Object> limits = new HashMap<>(Map.of("max-seconds", 700));
    Thresholds thresholds = Thresholds.fromMap(Map.of("defaults", Map.of("long-task", limits)));
    limits.put("max-seconds", 800);

    assertThat(thresholds.forApplication("x").get(Threshold.TASK_SECONDS)).isEqualTo(700);
  }
}
