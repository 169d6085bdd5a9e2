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

import io.firewarden.alerts.check.Verdict;

/** The one line that a verdict has in a table. */
final class Summary {
  private Summary() {}

  static String of(Verdict verdict) {
    if (verdict instanceof Verdict.Healthy healthy) {
      return healthy.summary();
    }
    if (verdict instanceof Verdict.Inconclusive inconclusive) {
      return inconclusive.detail();
    }
    return ((Verdict.Unhealthy) verdict).findings().get(0).summary();
  }
}
