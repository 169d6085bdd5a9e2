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
package io.firewarden.agent.alert;

import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Since when the check of an alert has been read, but has had too little to judge by.
 *
 * <p>Some checks judge what tasks did within the window. When an application goes idle nothing is
 * left in the window that could confirm or end their alerts, and they would fire for as long as it
 * idles, although nothing is wrong with what runs. The Prometheus rules resolve as soon as the
 * window is empty; here a spell as long as the grace for missing data is needed, so that the pause
 * between two jobs does not end an alert. A reading that is blind, for lack of an earlier one or of
 * the source, begins the spell anew: that nothing was seen is no sign that nothing has run.
 *
 * <p>The other checks judge a state that is there without any task running, such as how full the
 * memory is; for them too few samples say nothing about whether the condition is over. Nor does any
 * other reason of an inconclusive verdict: what is not known is neither well nor ill. The one
 * exception is the locality that REST tells: a low share is seen there and a sufficient one is not,
 * so that an alert could begin and never end.
 */
final class QuietSpells {
  private static final Set<CheckId> OF_RATES =
      EnumSet.of(CheckId.GC_TIME, CheckId.TASK_FAILURES, CheckId.LOCALITY);

  private final Duration longest;
  private final Map<SortedMap<String, String>, Instant> since = new HashMap<>();

  /**
   * @param longest how long a spell must be to end an alert
   */
  QuietSpells(Duration longest) {
    this.longest = longest;
  }

  /** Whether the spell of an alert is now too long, given the latest verdict of its check. */
  boolean isTooLong(Alert alert, Verdict verdict, Instant now) {
    if (isQuiet(alert, verdict)) {
      Instant begun = since.merge(alert.labels(), now, (old, fresh) -> old);
      return begun.plus(longest).isBefore(now);
    }
    if (!(verdict instanceof Verdict.Inconclusive inconclusive)
        || inconclusive.reason().isBlind()) {
      forget(alert);
    }
    return false;
  }

  void forget(Alert alert) {
    since.remove(alert.labels());
  }

  void forgetAll() {
    since.clear();
  }

  private static boolean isQuiet(Alert alert, Verdict verdict) {
    if (alert.check() == null || !(verdict instanceof Verdict.Inconclusive inconclusive)) {
      return false;
    }
    return switch (inconclusive.reason()) {
      case TOO_FEW_SAMPLES -> OF_RATES.contains(alert.check());
      case GAP -> alert.check() == CheckId.LOCALITY;
      default -> false;
    };
  }
}
