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
package io.firewarden.agent.page.html;

import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.Health;
import io.firewarden.alerts.check.Severity;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.FinalStatus;
import java.util.Comparator;
import java.util.Locale;

/**
 * How something stands: a sign whose shape says what its colour says too. The worst comes first.
 */
public enum Tone {
  BAD("\u00d7"),
  WARN("!"),
  UNKNOWN("?"),
  GOOD("\u2713"),
  /** Nothing is known, and nothing need be. */
  IDLE("\u2013");

  private final String sign;

  Tone(String sign) {
    this.sign = sign;
  }

  /** One character. */
  public String sign() {
    return sign;
  }

  /** The class of its elements in the style sheet. */
  public String css() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Tone of(Health health) {
    return switch (health) {
      case CRITICAL -> BAD;
      case WARNING -> WARN;
      case UNKNOWN -> UNKNOWN;
      case HEALTHY -> GOOD;
    };
  }

  public static Tone of(Severity severity) {
    return switch (severity) {
      case CRITICAL -> BAD;
      case WARNING -> WARN;
      case INFO -> IDLE;
    };
  }

  public static Tone of(FinalStatus status) {
    return switch (status) {
      case SUCCEEDED -> GOOD;
      case FAILED, LOST -> BAD;
      case KILLED -> WARN;
      case UNKNOWN -> UNKNOWN;
    };
  }

  public static Tone of(Verdict verdict) {
    if (verdict instanceof Verdict.Unhealthy unhealthy) {
      return unhealthy.findings().stream()
          .map(Finding::alert)
          .map(alert -> of(alert.severity()))
          .min(Comparator.naturalOrder())
          .orElse(IDLE);
    }
    if (verdict instanceof Verdict.Inconclusive inconclusive) {
      return inconclusive.reason().isBlind() ? UNKNOWN : IDLE;
    }
    return GOOD;
  }
}
