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

import java.time.Duration;
import java.util.Objects;

/**
 * An alert that a check can raise. The Prometheus rule of the same name and severity has the same
 * {@code for}, {@code keep_firing_for} and labels, so that Alertmanager folds what the agent and
 * what Prometheus sends.
 *
 * @param name the alert's name, which is also the name of its runbook
 * @param severity the {@code severity} label
 * @param scope the {@code scope} label
 * @param holdFor how long the condition must hold before the alert fires; 0 for at once
 * @param keepFiringFor how long it fires on when the condition is not seen any more, so that one
 *     that comes and goes is one alert; 0 for not at all
 */
public record AlertDefinition(
    String name, Severity severity, Scope scope, Duration holdFor, Duration keepFiringFor) {

  public AlertDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(scope, "scope");
    if (holdFor.isNegative()) {
      throw new IllegalArgumentException("holdFor must not be negative, but is " + holdFor);
    }
    if (keepFiringFor.isNegative()) {
      throw new IllegalArgumentException(
          "keepFiringFor must not be negative, but is " + keepFiringFor);
    }
  }

  /** An alert that ends as soon as its condition does. */
  public AlertDefinition(String name, Severity severity, Scope scope, Duration holdFor) {
    this(name, severity, scope, holdFor, Duration.ZERO);
  }
}
