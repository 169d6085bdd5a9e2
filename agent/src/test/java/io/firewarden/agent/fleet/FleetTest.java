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
package io.firewarden.agent.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.Snapshots;
import io.firewarden.alerts.check.HealthChecks;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Window;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FleetTest {
  private static final String URL = "http://a:4040";
  private static final Instant NOW = Instant.parse("2026-11-22T09:02:00Z");

  private final Application application = Snapshots.application("app-1", URL, null);
  private Instant now = NOW;
  private final Fleet fleet =
      new Fleet(
          Duration.ofSeconds(50),
          AgentConfig.Push.DEFAULT,
          AgentConfig.Applications.DEFAULT,
          () -> now);

  @Test
  void showsWhatWasReadLast() {
    judged();

    assertThat(fleet.applications()).hasSize(1);
    Fleet.ApplicationView view = fleet.applications().get(0);
    assertThat(view.application()).isEqualTo(application);
    assertThat(view.source()).isEqualTo(URL);
    assertThat(view.isCurrent()).isTrue();
  }

  @Test
  void keepsTheLastReadingButNotItsValidityWhenTheDriverIsGone() {
    judged();
    fleet.accept(new Observation.Blind(URL, application, "refused", NOW.plusSeconds(15)));
    fleet.accept(new Observation.Blind(URL, application, "still refused", NOW.plusSeconds(30)));

    Fleet.ApplicationView view = fleet.applications().get(0);
    assertThat(view.isCurrent()).isFalse();
    assertThat(view.snapshot()).isNotNull();
    assertThat(view.error()).isEqualTo("still refused");
    assertThat(view.errorSince()).isEqualTo(NOW.plusSeconds(15));
    assertThat(fleet.sources())
        .containsExactly(new Fleet.SourceView(URL, NOW, "still refused", NOW.plusSeconds(15)));
  }

  @Test
  void takesAnOldReadingForNoneOfNow() {
    judged();
    now = NOW.plusSeconds(50);
    assertThat(fleet.applications().get(0).isCurrent()).isTrue();

    now = NOW.plusSeconds(51);

    Fleet.ApplicationView view = fleet.applications().get(0);
    assertThat(view.isCurrent()).isFalse();
    assertThat(view.error()).contains(URL, NOW.toString(), "50 s");
    assertThat(view.errorSince()).isEqualTo(NOW.plusSeconds(50));
    judged(application, NOW.plusSeconds(40));
    assertThat(fleet.applications().get(0).isCurrent()).isTrue();
  }

  @Test
  void showsAnApplicationThatWasNeverRead() {
    fleet.accept(new Observation.Blind(URL, application, "refused", NOW));

    assertThat(fleet.applications()).hasSize(1);
    assertThat(fleet.applications().get(0).isCurrent()).isFalse();
    assertThat(fleet.applications().get(0).snapshot()).isNull();
  }

  @Test
  void forgetsTheErrorWhenTheDriverAnswersAgain() {
    fleet.accept(new Observation.Blind(URL, application, "refused", NOW));
    judged();

    assertThat(fleet.applications().get(0).isCurrent()).isTrue();
    assertThat(fleet.sources()).containsExactly(new Fleet.SourceView(URL, NOW, null, null));
  }

  @Test
  void forgetsWhereAnApplicationWasLookedForOnceItIsFound() {
    String page = "http://master:8080/app/?appId=app-1";
    fleet.accept(new Observation.Blind(page, application, "not found", NOW));
    fleet.accept(new Observation.SourceRead(page, NOW));
    fleet.accept(new Observation.Gone(page));
    fleet.accept(new Observation.Blind(URL, application, "refused", NOW)); // found, not yet up
    judged();

    assertThat(fleet.sources()).extracting(Fleet.SourceView::source).containsExactly(URL);
    fleet.accept(new Observation.Ended(application, Ending.unknown(null, URL), NOW));
    assertThat(fleet.sources()).isEmpty();
  }

  @Test
  void keepsASourceThatIsStillReadWhenAnotherTellsOfItsApplication() {
    judged();
    String other = "http://b:4040";
    fleet.accept(new Observation.SourceRead(other, NOW));
    judged(Snapshots.application("app-1", other, null));

    assertThat(fleet.sources()).extracting(Fleet.SourceView::source).containsExactly(URL, other);
  }

  @Test
  void dropsWhatHasEnded() {
    judged();
    fleet.accept(new Observation.Ended(application, Ending.unknown(null, URL), NOW));

    assertThat(fleet.applications()).isEmpty();
    assertThat(fleet.sources()).isEmpty();
  }

  private void judged() {
    fleet.accept(new Observation.SourceRead(URL, NOW));
    judged(application);
  }

  private void judged(Application seen) {
    judged(seen, NOW);
  }

  private void judged(Application seen, Instant takenAt) {
    ApplicationSnapshot snapshot = Snapshots.of(seen, takenAt);
    fleet.accept(
        new Observation.Judged(
            snapshot,
            HealthChecks.evaluate(Window.of(snapshot), ThresholdValues.DEFAULTS),
            ThresholdValues.DEFAULTS));
  }
}
