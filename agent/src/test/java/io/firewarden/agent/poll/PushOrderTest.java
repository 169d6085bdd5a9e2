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
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PushOrderTest extends PushKit {
  @Test
  void takesInNoMoreBytesThanItIsTold() {
    pushes = new Pushes(context(), new AgentConfig.Push(null, 1, 1000, 10, EXPIRE), EXPIRE);
    pushes.start();

    assertThat(push("app-1", 600)).isEqualTo(PushOutcome.ACCEPTED);
    assertThat(push("app-2", 401)).isEqualTo(PushOutcome.TOO_MUCH);
    assertThat(push("app-2", 400)).isEqualTo(PushOutcome.ACCEPTED);
    assertThat(push("app-1", 601)).isEqualTo(PushOutcome.TOO_MUCH);
    assertThat(push("app-1", 100)).isEqualTo(PushOutcome.ACCEPTED);
    assertThat(push("app-2", 900)).isEqualTo(PushOutcome.ACCEPTED);
    ApplicationSnapshot end =
        snapshot("app-2", timer.instant(), timer.instant(), FinalStatus.FAILED);
    assertThat(pushes.push(new PushedSnapshot(end, 5000))).isEqualTo(PushOutcome.ACCEPTED);
    assertThat(push("app-3", 900)).isEqualTo(PushOutcome.ACCEPTED);
    timer.advance(Duration.ofMinutes(5)); // all are forgotten
    assertThat(push("app-4", 1000)).isEqualTo(PushOutcome.ACCEPTED);
  }

  @Test
  void givesRoomToOthersWhenOneIsLost() {
    AgentConfig.Push limits = new AgentConfig.Push(null, 1, 1000, 10, EXPIRE);
    pushes = new Pushes(context(), limits, Duration.ofHours(24));
    pushes.start();
    assertThat(push("app-1", 1000)).isEqualTo(PushOutcome.ACCEPTED);
    timer.advance(Duration.ofMinutes(14));
    assertThat(push("app-2", 1000)).isEqualTo(PushOutcome.TOO_MUCH);

    timer.advance(Duration.ofMinutes(2));

    assertThat(verdict()).isEqualTo(FinalStatus.LOST);
    assertThat(push("app-2", 1000)).isEqualTo(PushOutcome.ACCEPTED);
    assertThat(push("app-1", 1)).isEqualTo(PushOutcome.TOO_MUCH);
  }

  @Test
  void believesAnEndWhateverTheDriversClockSays() {
    push("app-1");
    timer.advance(Duration.ofSeconds(5));
    Instant setBack = timer.instant().minusSeconds(30);

    assertThat(push(snapshot("app-1", setBack, setBack, FinalStatus.FAILED)))
        .isEqualTo(PushOutcome.ACCEPTED);

    assertThat(verdict()).isEqualTo(FinalStatus.FAILED);
    timer.advance(Duration.ofMinutes(5));
    assertThat(alerts.alerts()).isEmpty();
  }

  @Test
  void ordersPushesByTheEventsThatTheyKnow() {
    assertThat(push(handled(100, timer.instant()))).isEqualTo(PushOutcome.ACCEPTED);

    assertThat(push(handled(101, timer.instant().minusSeconds(300))))
        .isEqualTo(PushOutcome.ACCEPTED);
    assertThat(push(handled(99, timer.instant().plusSeconds(1)))).isEqualTo(PushOutcome.SUPERSEDED);
    assertThat(push(handled(101, timer.instant()))).isEqualTo(PushOutcome.ACCEPTED);
  }

  @Test
  void hearsAlsoWhatIsSuperseded() {
    push(handled(100, timer.instant()));
    for (int i = 0; i < 20; i++) {
      timer.advance(Duration.ofSeconds(10));
      assertThat(push(handled(99, timer.instant()))).isEqualTo(PushOutcome.SUPERSEDED);
    }

    assertThat(told).noneMatch(Observation.Blind.class::isInstance);
  }

  @Test
  void refusesAnotherApplicationByTheIdOfOneThatIsPolled() {
    answers(A, "app-1");
    begin(A);
    Application other = application("app-1", START.plusSeconds(60), null, null);
    Application ended =
        application("app-1", START.plusSeconds(60), timer.instant(), FinalStatus.FAILED);
    Application named =
        new Application(
            "app-1", "other", "root", "3.5.9", false, null, START, null, null, Map.of());

    for (Application each : List.of(other, ended, named)) {
      assertThat(push(snapshot(each, timer.instant()))).isEqualTo(PushOutcome.CONFLICT);
    }

    timer.advance(INTERVAL);
    assertThat(fleet.applications())
        .singleElement()
        .satisfies(view -> assertThat(view.source()).isEqualTo("http://a:4040"));
    assertThat(push("app-1")).isEqualTo(PushOutcome.ACCEPTED);
  }

  @Test
  void refusesTheEarlierOfTwoThatPushByOneIdWhileTheLaterPushes() {
    Application later = application("app-1", START.plusSeconds(60), null, null);
    push("app-1");
    assertThat(push(snapshot(later, timer.instant()))).isEqualTo(PushOutcome.ACCEPTED);

    assertThat(push("app-1")).isEqualTo(PushOutcome.CONFLICT);

    timer.advance(Duration.ofSeconds(61));
    assertThat(push("app-1")).isEqualTo(PushOutcome.ACCEPTED);
    assertThat(fleet.applications())
        .singleElement()
        .satisfies(view -> assertThat(view.application().startedAt()).isEqualTo(START));
  }

  @Test
  void takesBackByAPollWhatWasPushedAsOver() {
    answers(A, "app-1");
    begin(A);
    end("app-1", FinalStatus.KILLED);
    assertThat(fleet.applications()).isEmpty();

    timer.advance(Duration.ofMinutes(2));

    assertThat(fleet.applications())
        .singleElement()
        .satisfies(view -> assertThat(view.source()).isEqualTo("http://a:4040"));
    assertThat(fleet.ended()).isEmpty();
  }

  @Test
  void takesBackByAPushWhatWasPushedAsOver() {
    end("app-1", FinalStatus.KILLED);
    for (int i = 0; i < 6; i++) {
      timer.advance(Duration.ofSeconds(10));
      assertThat(push("app-1")).isEqualTo(PushOutcome.SUPERSEDED);
    }

    timer.advance(Duration.ofSeconds(10));

    assertThat(push("app-1")).isEqualTo(PushOutcome.ACCEPTED);
    assertThat(fleet.applications()).hasSize(1);
  }
}
