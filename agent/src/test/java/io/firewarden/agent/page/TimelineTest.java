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
package io.firewarden.agent.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.page.html.Tone;
import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final AgentConfig.Applications KEPT = AgentConfig.ofDefaults().applications();

  private Instant now = Instant.parse("2026-03-01T03:00:00Z");
  private final Timeline timeline = new Timeline(KEPT, () -> now);
  private final Application app = Sketches.application("app-1", "trips", now.minusSeconds(60));

  private void judge(Application whom, Map<CheckId, Verdict> verdicts) {
    now = now.plusSeconds(15);
    timeline.accept(
        new Observation.Judged(
            Sketches.small(whom, now),
            new HealthReport(whom, now, verdicts),
            ThresholdValues.DEFAULTS));
  }

  private void end(Application whom, FinalStatus status) {
    Ending ending = new Ending(status, now, "exit code 1", "http://master:8080");
    timeline.accept(new Observation.Ended(whom, ending, now));
    Application over = whom.ended(now, status);
    timeline.accept(new Observation.Concluded(Sketches.small(over, now), now));
  }

  @Test
  void tellsWhenAVerdictChangesAndNotWhenItStays() {
    judge(app, Sketches.well());
    judge(app, Sketches.with(CheckId.GC_TIME, Sketches.gc()));
    judge(app, Sketches.with(CheckId.GC_TIME, Sketches.gc()));
    judge(app, Sketches.well());

    assertThat(timeline.of("app-1"))
        .extracting(TimelineEntry::subject, TimelineEntry::tone)
        .containsExactly(
            tuple("gc-time", Tone.GOOD),
            tuple("gc-time", Tone.BAD),
            tuple("application", Tone.IDLE));
    assertThat(timeline.of("app-1").get(1).text()).contains("23.4 %");
  }

  @Test
  void forgetsWhatIsNotWatchedAnyMore() {
    judge(app, Sketches.well());
    assertThat(timeline.size()).isEqualTo(1);

    timeline.accept(new Observation.Unwatched(app, now));

    assertThat(timeline.size()).isZero();
  }

  @Test
  void keepsQuietAboutTooFewSamplesAndTheFirstReading() {
    Verdict few = new Verdict.Inconclusive(Verdict.Reason.TOO_FEW_SAMPLES, "few");
    Verdict first = new Verdict.Inconclusive(Verdict.Reason.NO_WINDOW, "first");
    judge(app, Sketches.with(CheckId.GC_TIME, first));
    judge(app, Sketches.well());
    judge(app, Sketches.with(CheckId.GC_TIME, few));

    assertThat(timeline.of("app-1")).hasSize(1);
  }

  @Test
  void tellsOnceThatItCannotBeReadAndThatItIsReadAgain() {
    judge(app, Sketches.well());
    for (int i = 0; i < 4; i++) {
      now = now.plusSeconds(60);
      timeline.accept(new Observation.Blind(app.uiUrl(), app, "refused", now));
    }
    judge(app, Sketches.well());

    assertThat(timeline.of("app-1"))
        .extracting(TimelineEntry::text)
        .containsExactly(
            "is read again, after 3 min", "cannot be read: refused", "was read for the first time");
  }

  @Test
  void keepsTheEndForAWhileAndThenForgetsTheApplication() {
    judge(app, Sketches.well());
    end(app, FinalStatus.FAILED);
    end(app, FinalStatus.FAILED);

    assertThat(timeline.of("app-1"))
        .extracting(TimelineEntry::text)
        .startsWith(
            "ended as failed, told by its listener",
            "ended as failed, told by http://master:8080: exit code 1",
            "has ended")
        .hasSize(4);
    now = now.plus(Duration.ofHours(25));
    judge(Sketches.application("app-2", "other", now), Sketches.well());

    assertThat(timeline.of("app-1")).isEmpty();
    assertThat(timeline.size()).isEqualTo(1);
  }

  @Test
  void doesNotForgetAnApplicationThatRunsAgain() {
    judge(app, Sketches.well());
    end(app, FinalStatus.UNKNOWN);
    judge(app, Sketches.well());
    now = now.plus(Duration.ofHours(25));
    judge(app, Sketches.well());

    assertThat(timeline.of("app-1")).extracting(TimelineEntry::text).startsWith("runs again");
  }

  @Test
  void doesNotTakeInApplicationsThatOnlyAMasterKnew() {
    timeline.accept(new Observation.Ended(app, Ending.unknown(now, "m"), now));

    assertThat(timeline.size()).isZero();
  }

  @Test
  void isBoundedForEachApplicationAndInTotal() {
    for (int i = 0; i < 200; i++) {
      judge(app, i % 2 == 0 ? Sketches.well() : Sketches.with(CheckId.GC_TIME, Sketches.gc()));
    }
    assertThat(timeline.of("app-1")).hasSize(Timeline.EACH);

    for (int i = 0; i < 10_000; i++) {
      Application each = Sketches.application("other-" + i, "other", now);
      judge(each, Sketches.with(CheckId.GC_TIME, Sketches.gc()));
    }
    judge(app, Sketches.with(CheckId.LOCALITY, Sketches.locality()));
    assertThat(timeline.of("app-1")).hasSize(Timeline.LEAST);
  }

  @Test
  void remembersOnlySoManyEnds() {
    for (int i = 0; i < KEPT.maxEnded() + 100; i++) {
      Application each = Sketches.application("app-" + i, "other", now);
      judge(each, Sketches.well());
      end(each, FinalStatus.SUCCEEDED);
    }

    assertThat(timeline.size()).isEqualTo(KEPT.maxEnded());
    assertThat(timeline.of("app-0")).isEmpty();
  }
}
