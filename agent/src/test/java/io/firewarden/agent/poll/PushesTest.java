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
package io.firewarden.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PushesTest extends PushKit {

  @Test
  void judgesWhatIsPushed() {
    assertThat(push("app-1")).isEqualTo(PushOutcome.ACCEPTED);

    assertThat(shown()).containsExactly("judged app-1");
    Fleet.ApplicationView view = fleet.applications().get(0);
    assertThat(view.source()).isEqualTo("push:app-1");
    assertThat(view.isCurrent()).isTrue();
  }

  @Test
  void tellsTheAgeByItsOwnClock() {
    ApplicationSnapshot slow = snapshot("app-1", timer.instant().minusSeconds(600), null, null);

    push(slow);

    assertThat(fleet.applications().get(0).isCurrent()).isTrue();
    assertThat(fleet.applications().get(0).readAt()).isEqualTo(timer.instant());
  }

  @Test
  void isBlindWhenPushesStayAway() {
    push("app-1");
    told.clear();
    timer.advance(Duration.ofSeconds(60));
    assertThat(shown()).isEmpty();

    timer.advance(Duration.ofSeconds(15));

    assertThat(shown()).containsExactly("read push:app-1", "blind push:app-1 app-1");
    assertThat(fleet.applications().get(0).isCurrent()).isFalse();
    assertThat(fleet.sources())
        .singleElement()
        .satisfies(
            source -> {
              assertThat(source.readAt()).isEqualTo(START.plusSeconds(120));
              assertThat(source.error()).contains("expected a push at least every 60 s");
            });
  }

  @Test
  void alertsWhenPushesStayAwayAndTakesItBackWhenTheyComeAgain() {
    push("app-1");
    timer.advance(Duration.ofMinutes(4));
    assertThat(alerts.alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.name()).isEqualTo("FirewardenSourceUnavailable");
              assertThat(alert.state().label()).isEqualTo("firing");
              assertThat(alert.annotations()).containsEntry("app_id", "app-1");
            });

    push("app-1");

    assertThat(alerts.alerts())
        .singleElement()
        .satisfies(a -> assertThat(a.state().label()).isEqualTo("resolved"));
    assertThat(fleet.applications().get(0).isCurrent()).isTrue();
    assertThat(fleet.sources()).isEmpty();
  }

  @Test
  void keepsHowAnApplicationEndedForADay() {
    push("app-1");
    told.clear();

    end("app-1", FinalStatus.FAILED);

    assertThat(shown()).containsExactly("ended app-1", "concluded app-1");
    assertThat(fleet.applications()).isEmpty();
    assertThat(verdict()).isEqualTo(FinalStatus.FAILED);
    told.clear();
    timer.advance(Duration.ofHours(23));
    assertThat(verdict()).isEqualTo(FinalStatus.FAILED);
    timer.advance(Duration.ofHours(2));
    assertThat(fleet.ended()).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void takesARevisedVerdict() {
    end("app-1", FinalStatus.SUCCEEDED);
    timer.advance(Duration.ofSeconds(1));

    end("app-1", FinalStatus.FAILED);

    assertThat(fleet.ended()).hasSize(1);
    assertThat(verdict()).isEqualTo(FinalStatus.FAILED);
  }

  @Test
  void takesNothingBackForASnapshotThatComesLate() {
    ApplicationSnapshot late = snapshot("app-1", timer.instant(), null, null);
    timer.advance(Duration.ofSeconds(5));
    end("app-1", FinalStatus.SUCCEEDED);

    assertThat(push(late)).isEqualTo(PushOutcome.SUPERSEDED);

    assertThat(fleet.applications()).isEmpty();
    assertThat(fleet.ended()).hasSize(1);
  }

  @Test
  void followsAnotherAttemptOfAnApplicationThatEnded() {
    end("app-1", FinalStatus.FAILED);
    Application again = application("app-1", START.plusSeconds(60), null, null);

    assertThat(push(snapshot(again, timer.instant()))).isEqualTo(PushOutcome.ACCEPTED);

    assertThat(fleet.applications()).hasSize(1);
    assertThat(fleet.ended()).isEmpty();
  }

  @Test
  void winsOverAPollWhileItIsFresh() {
    answers(A, "app-1");
    begin(A);
    push("app-1");
    timer.advance(INTERVAL);
    push("app-1");
    timer.advance(INTERVAL);

    assertThat(shown())
        .containsExactly(
            "judged app-1", "read http://a:4040", "judged app-1", "read http://a:4040");
    assertThat(fleet.applications())
        .singleElement()
        .satisfies(view -> assertThat(view.source()).isEqualTo("push:app-1"));
  }

  @Test
  void letsAPollTakeOverWhenPushesStayAway() {
    answers(A, "app-1");
    begin(A);
    push("app-1");

    // What is pushed is polled once a minute.
    timer.advance(AgentConfig.Push.DEFAULT.expire().plus(Duration.ofSeconds(70)));

    assertThat(told).noneMatch(Observation.Blind.class::isInstance);
    assertThat(fleet.applications())
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.source()).isEqualTo("http://a:4040");
              assertThat(view.isCurrent()).isTrue();
            });
    push("app-1");
    assertThat(fleet.applications().get(0).source()).isEqualTo("push:app-1");
  }

  @Test
  void endsAlsoWhatIsPolled() {
    answers(A, "app-1");
    begin(A);

    end("app-1", FinalStatus.KILLED);
    timer.advance(Duration.ofMinutes(1));

    assertThat(shown())
        .filteredOn(each -> !each.startsWith("read"))
        .containsExactly("ended app-1", "concluded app-1");
    assertThat(fleet.applications()).isEmpty();
  }

  @Test
  void believesAMasterThatASilentApplicationHasEnded() {
    discovery = () -> discovered;
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    answers(A, "app-1");
    Poller poller = poller(List.of(master()), this::take);
    pushes = poller.pushes();
    poller.start();
    timer.advance(Duration.ZERO);
    push("app-1");

    finds(List.of(), List.of(), Set.of("app-1"));
    timer.advance(Duration.ofMinutes(10));

    assertThat(told).noneMatch(Observation.Blind.class::isInstance);
    assertThat(fleet.applications()).isEmpty();
    assertThat(alerts.alerts()).isEmpty();
  }

  @Test
  void givesUpWhatHasBeenSilentForADay() {
    push("app-1");

    timer.advance(Duration.ofHours(25));

    assertThat(fleet.applications()).isEmpty();
    assertThat(fleet.sources()).isEmpty();
    told.clear();
    timer.advance(Duration.ofHours(1));
    assertThat(told).isEmpty();
    assertThat(push("app-1")).isEqualTo(PushOutcome.ACCEPTED);
  }

  @Test
  void takesInNoMoreApplicationsThanItIsTold() {
    AgentConfig.Push two = new AgentConfig.Push(null, 1, 1000, 2, Duration.ofMinutes(1));
    pushes = new Pushes(context(), two, Duration.ofHours(1));
    assertThat(push("early")).isEqualTo(PushOutcome.CLOSED);
    pushes.start();
    push("app-1");
    push("app-2");

    assertThat(push("app-3")).isEqualTo(PushOutcome.FULL);
    assertThat(push("app-2")).isEqualTo(PushOutcome.ACCEPTED);

    end("app-1", FinalStatus.SUCCEEDED);
    assertThat(push("app-3")).isEqualTo(PushOutcome.ACCEPTED);
    assertThat(fleet.ended()).hasSize(1);
    pushes.stop();
    assertThat(push("app-3")).isEqualTo(PushOutcome.CLOSED);
  }

  @Test
  void keepsABoundedNumberOfEnds() {
    for (int i = 0; i < 1100; i++) {
      end("app-" + i, FinalStatus.SUCCEEDED);
    }

    assertThat(fleet.ended()).hasSize(1000);
    assertThat(fleet.ended().get(0).snapshot().application().id()).isEqualTo("app-1099");
  }
}
