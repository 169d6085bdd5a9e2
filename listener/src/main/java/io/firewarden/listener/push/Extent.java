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
package io.firewarden.listener.push;

import io.firewarden.model.ApplicationSnapshot;

/** How much of a snapshot is sent: less when the agent says that it is too large. */
enum Extent {
  /** All of it. */
  WHOLE,
  /** Without the detail of each executor, which is most of it. */
  WITHOUT_DETAIL,
  /** Without parts at all; only for the end, since a running application would look idle. */
  TOTALS;

  ApplicationSnapshot of(ApplicationSnapshot snapshot) {
    return switch (this) {
      case WHOLE -> snapshot;
      case WITHOUT_DETAIL ->
          snapshot.with(
              snapshot.executors().stream().map(executor -> executor.with(null, null)).toList(),
              snapshot.stages());
      case TOTALS -> snapshot.withoutParts();
    };
  }

  /** The next smaller one that can be sent of it, or the same if there is none. */
  Extent less(ApplicationSnapshot snapshot) {
    if (this == WHOLE) {
      return WITHOUT_DETAIL;
    }
    return snapshot.application().endedAt() == null ? this : TOTALS;
  }
}
