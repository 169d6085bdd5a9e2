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

import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Window;
import java.util.List;

/**
 * One question about an application's health. A pure function: the same window and thresholds give
 * the same verdict, whatever the time or the order of calls.
 */
public interface HealthCheck {

  /** The check's stable id. */
  CheckId id();

  /** The alerts that its findings raise, at least one. */
  List<AlertDefinition> alerts();

  /** Judges the window. Missing data is {@link Verdict.Inconclusive}, never healthy. */
  Verdict evaluate(Window window, ThresholdValues thresholds);
}
