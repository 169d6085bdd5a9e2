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
package io.firewarden.alerts.check;

import io.firewarden.alerts.advice.Advice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Something that is wrong with an application, with its evidence and what to do about it.
 *
 * @param alert the alert that it raises
 * @param summary one sentence with figure, unit and limit
 * @param evidence the observed facts, the worst first; at most {@value #MAX_EVIDENCE}
 * @param advice cause and remedy
 */
public record Finding(
    AlertDefinition alert, String summary, List<Evidence> evidence, Advice advice) {

  /** The most facts that a finding carries. */
  public static final int MAX_EVIDENCE = 5;

  public Finding {
    Objects.requireNonNull(alert, "alert");
    Objects.requireNonNull(summary, "summary");
    Objects.requireNonNull(advice, "advice");
    evidence = evidence.stream().limit(MAX_EVIDENCE).toList();
  }

  /**
   * The finding as plain values in order: the one form in which every interface writes it as JSON.
   */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("alert", alert.name());
    fields.put("severity", alert.severity().label());
    fields.put("scope", alert.scope().label());
    fields.put("summary", summary);
    fields.put(
        "evidence",
        evidence.stream()
            .map(each -> ordered("subject", each.subject(), "value", each.value()))
            .toList());
    fields.put("cause", advice.cause());
    fields.put(
        "changes",
        advice.changes().stream()
            .map(each -> ordered("key", each.key(), "value", each.value(), "why", each.why()))
            .toList());
    fields.put("steps", advice.steps());
    return fields;
  }

  private static Map<String, String> ordered(String... keysAndValues) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      fields.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return fields;
  }
}
