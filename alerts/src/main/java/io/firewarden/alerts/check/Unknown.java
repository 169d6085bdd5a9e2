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

import io.firewarden.alerts.check.Verdict.Inconclusive;
import io.firewarden.alerts.check.Verdict.Reason;
import io.firewarden.alerts.figure.Figures;
import io.firewarden.model.Gap;
import io.firewarden.model.Window;

/** The inconclusive verdicts that several checks share, in the same words. */
final class Unknown {
  private Unknown() {}

  static Inconclusive gap(Gap gap) {
    return gap("", gap);
  }

  /** What would have been a conclusion, were it not for the gap. */
  static Inconclusive gapDespite(String conclusion, Gap gap) {
    return gap(conclusion + ", but ", gap);
  }

  /** What would have been a conclusion, were it not for events that the window lacks. */
  static Inconclusive lossy(String conclusion, Window window) {
    return new Inconclusive(
        Reason.EVENTS_LOST,
        conclusion
            + ", but "
            + Figures.count(window.eventsMissed(), "event")
            + (window.eventsMissed() == 1 ? " was" : " were")
            + " lost "
            + Words.inTheLast(window));
  }

  private static Inconclusive gap(String before, Gap gap) {
    return new Inconclusive(
        gap.isMissed() ? Reason.EVENTS_LOST : Reason.GAP, before + gap.sentence());
  }

  static Inconclusive noWindow() {
    return new Inconclusive(
        Reason.NO_WINDOW, "there is no earlier reading yet to take a rate from");
  }

  static Inconclusive wentBack() {
    return new Inconclusive(
        Reason.NO_WINDOW,
        "the counters are lower than in the earlier reading, so there is no rate");
  }

  static Inconclusive tooFew(String detail) {
    return new Inconclusive(Reason.TOO_FEW_SAMPLES, detail);
  }
}
