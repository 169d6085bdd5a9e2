/*
 * Copyright The Firewarden Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.firewarden.alerts.advice;

import java.util.List;
import java.util.Objects;

/**
 * The likely cause of a finding and what to change.
 *
 * @param cause one sentence
 * @param changes settings to change, the most promising first; may be empty when no setting helps
 */
public record Advice(String cause, List<SettingChange> changes) {

  public Advice {
    Objects.requireNonNull(cause, "cause");
    changes = List.copyOf(changes);
  }

  /**
   * A setting to change.
   *
   * @param key the Spark configuration key
   * @param value the value to set
   * @param why the arithmetic or the reason behind the value
   */
  public record SettingChange(String key, String value, String why) {
    public SettingChange {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(why, "why");
    }
  }
}
