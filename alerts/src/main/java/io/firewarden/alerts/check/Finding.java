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
import java.util.List;
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
}
