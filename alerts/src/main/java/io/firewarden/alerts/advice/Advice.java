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
package io.firewarden.alerts.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The likely cause of a finding and what to change.
 *
 * @param cause one sentence
 * @param changes settings to change, the most promising first; may be empty when no setting helps
 * @param steps what else to do, where no setting helps or knows enough; one sentence each
 */
public record Advice(String cause, List<SettingChange> changes, List<String> steps) {

  public Advice {
    Objects.requireNonNull(cause, "cause");
    changes = List.copyOf(changes);
    steps = List.copyOf(steps);
  }

  /** Advice of settings only. */
  public Advice(String cause, List<SettingChange> changes) {
    this(cause, changes, List.of());
  }

  /** The whole advice for people, line by line: the cause, each change, each step. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(cause);
    changes.forEach(change -> lines.add(change.line()));
    lines.addAll(steps);
    return List.copyOf(lines);
  }

  /**
   * A setting to change.
   *
   * @param key the Spark configuration key
   * @param value the value to set; in words where it depends on a present value that is not known
   * @param why the arithmetic or the reason behind the value
   */
  public record SettingChange(String key, String value, String why) {
    public SettingChange {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(why, "why");
    }

    /** The change for people, for example {@code Set spark.executor.memory to 2g: why.} */
    public String line() {
      return "Set " + key + " to " + value + ": " + why + ".";
    }
  }
}
