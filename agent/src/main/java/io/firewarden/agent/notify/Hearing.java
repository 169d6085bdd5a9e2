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
package io.firewarden.agent.notify;

import io.firewarden.agent.alert.Alert;
import java.time.Instant;

/** Of which alerts one notifier hears, and when it does not. */
interface Hearing {
  /** Of everything, always. */
  Hearing ALL =
      new Hearing() {
        @Override
        public boolean reaches(Alert alert) {
          return true;
        }

        @Override
        public boolean isMuted(Alert alert, Instant now) {
          return false;
        }
      };

  /** Whether the alert is for this notifier. */
  boolean reaches(Alert alert);

  /** Whether nobody is to hear of the alert now. */
  boolean isMuted(Alert alert, Instant now);
}
