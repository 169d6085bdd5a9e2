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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.source.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MasterPollsTest extends PollerKit {

  @Test
  void endsAnApplicationThatTheMasterListsAsCompleted() {
    answers(A, "app-1");
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    start(master());
    timer.advance(Duration.ZERO);
    fails(A, "connection refused");
    finds(List.of(), List.of(), Set.of("app-1"));
    told.clear();

    timer.advance(Duration.ofMinutes(1));

    assertThat(shown()).containsOnlyOnce("ended app-1");
    assertThat(shown().subList(shown().indexOf("ended app-1"), shown().size()))
        .doesNotContain("blind http://a:4040 app-1");
  }

  @Test
  void tellsOnceOfAnApplicationThatEndedBeforeTheFirstLook() {
    finds(List.of(), List.of(), Set.of("app-0", "app-1"));
    start(master());

    timer.advance(Duration.ofMinutes(1));

    assertThat(shown()).containsOnlyOnce("ended app-0", "ended app-1");
  }

  @Test
  void endsAnApplicationAtAGivenAddressThatTheMasterListsAsCompleted() {
    answers(A, "app-1");
    finds(List.of(driver(B, "app-1")), List.of(), Set.of());
    answers(B, "app-1");
    poller(List.of(new StaticDrivers(List.of(A)), master()), told::add).start();
    timer.advance(Duration.ZERO);
    finds(List.of(), List.of(), Set.of("app-1"));
    told.clear();

    timer.advance(INTERVAL); // its UI answers still
    fails(A, "refused");
    timer.advance(INTERVAL);

    assertThat(shown())
        .containsOnlyOnce("ended app-1")
        .contains("blind http://a:4040 null")
        .doesNotContain("blind http://a:4040 app-1");
    assertThat(shown().subList(shown().indexOf("ended app-1"), shown().size()))
        .doesNotContain("judged app-1");
  }

  @Test
  void endsAnApplicationAtAGivenAddressThatFailedBeforeTheMasterSaidSo() {
    answers(A, "app-1");
    finds(List.of(), List.of(), Set.of());
    poller(List.of(new StaticDrivers(List.of(A)), master()), told::add).start();
    timer.advance(Duration.ZERO);
    fails(A, "refused");
    timer.advance(INTERVAL);
    finds(List.of(), List.of(), Set.of("app-1"));
    told.clear();

    timer.advance(Duration.ofMinutes(2));

    assertThat(shown()).containsOnlyOnce("ended app-1");
    assertThat(shown().subList(shown().indexOf("ended app-1"), shown().size()))
        .contains("blind http://a:4040 null")
        .doesNotContain("blind http://a:4040 app-1");
  }

  @Test
  void remembersOnlyTheEndedApplicationsThatTheMasterStillLists() {
    finds(List.of(), List.of(), Set.of("app-0"));
    start(master());
    timer.advance(Duration.ZERO);
    finds(List.of(), List.of(), Set.of());
    timer.advance(INTERVAL);
    told.clear();
    finds(List.of(), List.of(), Set.of("app-0"));

    timer.advance(INTERVAL);

    assertThat(shown()).contains("ended app-0");
  }

  @Test
  void tellsThatADriverIsAskedNoMoreWhenItsApplicationEnded() {
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    start(master());
    readings.put(
        A,
        () -> {
          finds(List.of(), List.of(), Set.of("app-1"));
          timer.advance(INTERVAL); // the master tells of the end while the driver is being read
          told.add(new Observation.SourceRead("A, late", timer.instant()));
          return new Reading.Unavailable("refused");
        });

    timer.advance(Duration.ZERO);

    assertThat(shown())
        .endsWith("ended app-1", "gone http://a:4040", "read A, late", "gone http://a:4040");
  }

  @Test
  void doesNotTellThatADriverIsAskedNoMoreAsLongAsItsAddressIsAGivenOne() {
    answers(A, "app-1");
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    poller(List.of(master(), new StaticDrivers(List.of(A))), told::add).start();
    timer.advance(Duration.ZERO);
    finds(List.of(), List.of(), Set.of("app-1"));

    timer.advance(INTERVAL);

    assertThat(shown()).contains("ended app-1").doesNotContain("gone http://a:4040");
  }

  @Test
  void looksAgainAfterAnError() {
    discovery = PollerKit::discoveryOutOfMemory;
    start(master());
    timer.advance(Duration.ZERO);
    finds(List.of(), List.of(), Set.of());
    discovery = () -> discovered;

    timer.advance(INTERVAL);

    assertThat(shown()).containsExactly("blind http://master:8080 null", "read http://master:8080");
  }

  @Test
  void goesOnThoughEvenItsComplaintFails() {
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    answers(A, "app-1");
    start(master());
    timer.advance(Duration.ZERO);
    told.clear();
    nameless = PollerKit::outOfMemory;
    assertThatThrownBy(() -> timer.advance(INTERVAL)).isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(() -> timer.advance(INTERVAL)).isInstanceOf(OutOfMemoryError.class);
    nameless = () -> {};

    timer.advance(INTERVAL.multipliedBy(2));

    assertThat(shown()).contains("read http://master:8080", "judged app-1");
  }

  @Test
  void forgetsWhereItLookedForAnApplicationThatEnded() {
    finds(List.of(), List.of(unlocated("app-1")), Set.of());
    start(master());
    timer.advance(Duration.ZERO);
    finds(List.of(), List.of(), Set.of("app-1"));

    timer.advance(INTERVAL);

    assertThat(shown())
        .endsWith("read http://master:8080/app-1", "gone http://master:8080/app-1", "ended app-1");
  }

  @Test
  void isBlindAboutAnApplicationThatIsListedButNotFound() {
    finds(List.of(), List.of(unlocated("app-1")), Set.of());
    start(master());

    timer.advance(Duration.ZERO);

    assertThat(shown())
        .containsExactly("read http://master:8080", "blind http://master:8080/app-1 app-1");
  }

  @Test
  void seesAgainWhenAnApplicationIsFoundAfterAll() {
    finds(List.of(), List.of(unlocated("app-1")), Set.of());
    start(master());
    timer.advance(Duration.ZERO);
    answers(A, "app-1");
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    told.clear();

    timer.advance(INTERVAL);

    assertThat(shown())
        .containsExactly(
            "read http://master:8080",
            "read http://master:8080/app-1",
            "gone http://master:8080/app-1",
            "read http://a:4040",
            "judged app-1");
  }

  @Test
  void isBlindAboutAnApplicationThatIsListedAndWhoseDriverIsDead() {
    fails(A, "connection refused");
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    start(master());

    timer.advance(Duration.ZERO);

    assertThat(shown()).contains("blind http://a:4040 app-1");
  }

  @Test
  void isBlindWhenAListedDriverHasAnotherApplication() {
    answers(A, "app-9");
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    start(master());

    timer.advance(Duration.ZERO);

    assertThat(shown()).contains("blind http://a:4040 app-1").doesNotContain("judged app-9");
  }

  @Test
  void goesOnWatchingWhenTheMasterCannotBeRead() {
    answers(A, "app-1");
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    start(master());
    timer.advance(Duration.ZERO);
    discovered = new Discovered.Unavailable("HTTP 401");
    told.clear();

    timer.advance(INTERVAL);

    assertThat(shown())
        .containsExactlyInAnyOrder(
            "blind http://master:8080 null", "read http://a:4040", "judged app-1");
  }

  @Test
  void holdsASilentApplicationForEndedWhenAMasterKeepsKnowingNothingOfIt() {
    answers(A, "app-1");
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    start(master());
    timer.advance(Duration.ZERO);
    finds(List.of(), List.of(), Set.of());

    timer.advance(Duration.ofMinutes(2));
    assertThat(shown()).doesNotContain("ended app-1"); // its driver still answers
    fails(A, "connection refused");
    timer.advance(Duration.ofMinutes(2));

    assertThat(shown()).containsOnlyOnce("ended app-1");
  }

  @Test
  void takesNothingFromTheSilenceOfAMasterThatDoesNotLead() {
    answers(A, "app-1");
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    start(master());
    timer.advance(Duration.ZERO);
    fails(A, "connection refused");
    discovered = new Discovered.Found(List.of(), List.of(), List.of(), List.of(), false);

    timer.advance(Duration.ofMinutes(5));

    assertThat(shown()).doesNotContain("ended app-1");
  }
}
