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

import io.firewarden.agent.AgentConfig;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovered.Driver;
import io.firewarden.agent.discovery.Discovered.Unlocated;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.SnapshotSource;
import io.firewarden.model.Application;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PollerTest {
  private static final URI A = URI.create("http://a:4040");
  private static final URI B = URI.create("http://b:4040");
  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final String MASTER = "http://master:8080";

  private final ManualTimer timer = new ManualTimer();
  private final List<Observation> told = new ArrayList<>();
  private final Map<URI, Supplier<Reading>> readings = new HashMap<>();
  private Discovered discovered = new Discovered.Unavailable("not yet");

  @Test
  void judgesTheApplicationAtAGivenAddressEveryInterval() {
    answers(A, "app-1");
    start(new StaticDrivers(List.of(A)));

    timer.advance(Duration.ofSeconds(31));

    assertThat(shown())
        .containsExactly(
            "read http://a:4040", "judged app-1",
            "read http://a:4040", "judged app-1",
            "read http://a:4040", "judged app-1");
  }

  @Test
  void isBlindNotSilentWhenAGivenAddressIsGone() {
    answers(A, "app-1");
    start(new StaticDrivers(List.of(A)));
    timer.advance(Duration.ZERO);
    fails(A, "connection refused");
    told.clear();

    timer.advance(INTERVAL);

    assertThat(told).hasSize(1);
    assertThat(told.get(0))
        .isInstanceOfSatisfying(
            Observation.Blind.class,
            blind -> {
              assertThat(blind.source()).isEqualTo("http://a:4040");
              assertThat(blind.application().id()).isEqualTo("app-1");
              assertThat(blind.why()).isEqualTo("connection refused");
              assertThat(blind.at()).isEqualTo(timer.instant());
            });
  }

  @Test
  void asksAFailingAddressLessOften() {
    fails(A, "no");
    start(new StaticDrivers(List.of(A)));

    timer.advance(Duration.ofMinutes(10));

    // At 0 s, 15 s, 45 s, 1 min 45 s, and then every minute.
    assertThat(shown()).hasSize(12).containsOnly("blind http://a:4040 null");
  }

  @Test
  void tellsThatTheEarlierApplicationEndedWhenAnAddressHasAnother() {
    answers(A, "app-1");
    start(new StaticDrivers(List.of(A)));
    timer.advance(Duration.ZERO);
    answers(A, "app-2");
    told.clear();

    timer.advance(INTERVAL);

    assertThat(shown()).containsExactly("read http://a:4040", "ended app-1", "judged app-2");
  }

  @Test
  void tellsOnceThatAnApplicationSaysItHasEnded() {
    answers(A, "app-1");
    start(new StaticDrivers(List.of(A)));
    timer.advance(Duration.ZERO);
    readings.put(A, () -> read(A, "app-1", Instant.parse("2026-11-22T09:02:05Z")));
    told.clear();

    timer.advance(Duration.ofSeconds(30));

    assertThat(shown()).containsExactly("read http://a:4040", "ended app-1", "read http://a:4040");
  }

  @Test
  void endsAnApplicationThatTheMasterListsAsCompleted() {
    answers(A, "app-1");
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    start(master());
    timer.advance(Duration.ZERO);
    fails(A, "connection refused");
    finds(List.of(), List.of(), Set.of("app-1", "app-0"));
    told.clear();

    timer.advance(Duration.ofMinutes(1));

    assertThat(shown()).containsOnlyOnce("ended app-1").doesNotContain("ended app-0");
    assertThat(shown().subList(shown().indexOf("ended app-1"), shown().size()))
        .doesNotContain("blind http://a:4040 app-1");
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
    discovered = new Discovered.Found(List.of(), List.of(), Set.of(), false);

    timer.advance(Duration.ofMinutes(5));

    assertThat(shown()).doesNotContain("ended app-1");
  }

  @Test
  void tellsOfAnApplicationOnceThoughTwoAddressesReachIt() {
    answers(A, "app-1");
    answers(B, "app-1");
    start(new StaticDrivers(List.of(A, B)));

    timer.advance(Duration.ZERO);
    assertThat(shown()).containsOnlyOnce("judged app-1");
    told.clear();
    fails(A, "no");
    timer.advance(INTERVAL);
    timer.advance(INTERVAL);

    assertThat(shown()).contains("judged app-1").doesNotContain("ended app-1");
  }

  @Test
  void survivesWhateverASourceOrASinkThrows() {
    readings.put(
        A,
        () -> {
          throw new IllegalStateException("source");
        });
    Poller poller =
        poller(
            List.of(new StaticDrivers(List.of(A))),
            observation -> {
              told.add(observation);
              throw new IllegalStateException("sink");
            });
    poller.start();

    timer.advance(INTERVAL);

    assertThat(shown()).containsExactly("blind http://a:4040 null", "blind http://a:4040 null");
  }

  @Test
  void tellsNothingAfterItsEnd() {
    answers(A, "app-1");
    Poller poller = poller(List.of(new StaticDrivers(List.of(A))), told::add);
    poller.start();
    timer.advance(Duration.ZERO);
    told.clear();

    poller.close();
    timer.advance(Duration.ofMinutes(5));

    assertThat(told).isEmpty();
  }

  private void start(Discovery discovery) {
    poller(List.of(discovery), told::add).start();
  }

  private Poller poller(List<Discovery> discoveries, ObservationSink sink) {
    return new Poller(
        AgentConfig.ofDefaults(), discoveries, this::source, sink, timer, timer, () -> 0.5);
  }

  private SnapshotSource source(URI address) {
    return new SnapshotSource() {
      @Override
      public Reading read() {
        return readings.get(address).get();
      }

      @Override
      public String name() {
        return address.toString();
      }
    };
  }

  private Discovery master() {
    return new Discovery() {
      @Override
      public Discovered discover() {
        return discovered;
      }

      @Override
      public String name() {
        return MASTER;
      }
    };
  }

  private void finds(List<Driver> drivers, List<Unlocated> unlocated, Set<String> ended) {
    discovered = new Discovered.Found(drivers, unlocated, ended, true);
  }

  private static Driver driver(URI address, String id) {
    return new Driver(address, Snapshots.application(id, null, null));
  }

  private static Unlocated unlocated(String id) {
    return new Unlocated(Snapshots.application(id, null, null), MASTER + "/" + id, "not found");
  }

  private void answers(URI address, String id) {
    readings.put(address, () -> read(address, id, null));
  }

  private Reading read(URI address, String id, Instant endedAt) {
    Application application = Snapshots.application(id, address.toString(), endedAt);
    return new Reading.Read(Snapshots.of(application, timer.instant()));
  }

  private void fails(URI address, String why) {
    readings.put(address, () -> new Reading.Unavailable(why));
  }

  private List<String> shown() {
    return told.stream().map(PollerTest::shown).toList();
  }

  private static String shown(Observation observation) {
    if (observation instanceof Observation.Judged judged) {
      return "judged " + judged.report().application().id();
    }
    if (observation instanceof Observation.Blind blind) {
      Application application = blind.application();
      return "blind " + blind.source() + " " + (application == null ? null : application.id());
    }
    if (observation instanceof Observation.Ended ended) {
      return "ended " + ended.application().id();
    }
    return "read " + ((Observation.SourceRead) observation).source();
  }
}
