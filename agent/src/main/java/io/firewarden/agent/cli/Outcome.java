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
package io.firewarden.agent.cli;

import io.firewarden.alerts.check.Health;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.model.Window;

/** What a check of one application came to. */
sealed interface Outcome {

  /** The driver's URL. */
  String source();

  /** The health of the application. */
  Health health();

  /** The application was read and judged. */
  record Judged(String source, Window window, HealthReport report) implements Outcome {
    @Override
    public Health health() {
      return report.health();
    }
  }

  /** The application could not be read. */
  record Unreadable(String source, String why) implements Outcome {
    @Override
    public Health health() {
      return Health.UNKNOWN;
    }
  }
}
