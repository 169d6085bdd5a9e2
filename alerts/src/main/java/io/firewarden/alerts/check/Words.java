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

import io.firewarden.alerts.figure.Figures;
import io.firewarden.model.Executor;
import io.firewarden.model.Stage;
import io.firewarden.model.Window;

/** How summaries and evidence name the things that they speak of. */
final class Words {
  private Words() {}

  /** For example {@code in the last 5 min}; empty for a window without a start. */
  static String inTheLast(Window window) {
    return window.length().map(length -> "in the last " + Figures.duration(length)).orElse("");
  }

  /** For example {@code executor 3}, or {@code driver}. */
  static String executor(Executor executor) {
    return executor.isDriver() ? "driver" : "executor " + executor.id();
  }

  /** For example {@code stage 12.0}: id and attempt. */
  static String stage(Stage stage) {
    return "stage " + stage.id() + "." + stage.attempt();
  }

  /** For example {@code limit 15 %}. */
  static String limit(double ratio) {
    return "limit " + Figures.percent(ratio);
  }
}
