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

import io.firewarden.agent.cluster.Shard;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.AgentConfigKit;
import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.source.Reading;
import io.firewarden.alerts.threshold.Threshold;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PollerReloadTest extends PollerKit {
  private static final Duration SETTLED = Duration.ofMinutes(2);

  @TempDir private Path folder;

  private Place place(URI driver) {
    return new Place(driver, new StaticDrivers(List.of(driver)), this::source);
  }

  private Poller started(AgentConfig config, List<Place> places) {
    Poller poller = new Poller(config, places, told::add, timer, timer, () -> 0.5);
    poller.start();
    timer.advance(Duration.ZERO);
    told.clear();
    return poller;
  }

  @Test
  void readsAPlaceThatIsAddedAndGoesOnWithTheOthers() {
    answers(A, "app-a");
    answers(B, "app-b");
    Poller poller = started(AgentConfig.ofDefaults(), List.of(place(A)));

    poller.reload(AgentConfig.ofDefaults(), Set.of(A, B), List.of(place(B)));
    timer.advance(Duration.ZERO);
    assertThat(shown()).containsExactly("read " + B, "judged app-b");
    told.clear();

    timer.advance(SETTLED);
    assertThat(told).noneMatch(Observation.Gone.class::isInstance);
    assertThat(told).noneMatch(Observation.Unwatched.class::isInstance);
    assertThat(shown()).contains("judged app-a", "judged app-b");
  }

  @Test
  void tellsThatAPlaceIsNotWatchedAnyMoreAndNotThatItsApplicationHasEnded() {
    answers(A, "app-a");
    answers(B, "app-b");
    Poller poller = started(AgentConfig.ofDefaults(), List.of(place(A), place(B)));

    poller.reload(AgentConfig.ofDefaults(), Set.of(A), List.of());
    timer.advance(SETTLED);

    assertThat(shown()).doesNotContain("judged app-b").contains("judged app-a");
    assertThat(told).noneMatch(Observation.Ended.class::isInstance);
    assertThat(told)
        .filteredOn(Observation.Unwatched.class::isInstance)
        .extracting(each -> ((Observation.Unwatched) each).application().id())
        .containsExactly("app-b");
    assertThat(told)
        .filteredOn(Observation.Gone.class::isInstance)
        .containsExactly(new Observation.Gone(B.toString()));
  }

  @Test
  void leavesAnApplicationAloneThatAnotherPlaceTakesUp() {
    answers(A, "app-a");
    Poller poller = started(AgentConfig.ofDefaults(), List.of(place(A)));

    poller.reload(
        AgentConfig.ofDefaults(),
        Set.of("again"),
        List.of(new Place("again", new StaticDrivers(List.of(A)), this::source)));
    timer.advance(SETTLED);

    assertThat(told).noneMatch(Observation.Gone.class::isInstance);
    assertThat(told).noneMatch(Observation.Unwatched.class::isInstance);
    assertThat(shown()).contains("judged app-a");
  }

  @Test
  void keepsAnApplicationWhileThePlaceThatMayHaveItCannotBeRead() {
    answers(A, "app-a");
    Poller poller = started(AgentConfig.ofDefaults(), List.of(place(A)));
    discovery = () -> discovered;

    poller.reload(
        AgentConfig.ofDefaults(),
        Set.of(MASTER),
        List.of(new Place(MASTER, master(), this::source)));
    timer.advance(SETTLED);
    assertThat(told).noneMatch(Observation.Unwatched.class::isInstance);

    finds(List.of(), List.of(), Set.of());
    timer.advance(SETTLED);
    assertThat(told).anyMatch(Observation.Unwatched.class::isInstance);
  }

  @Test
  void judgesByTheNewLimits() throws Exception {
    answers(A, "app-a");
    Poller poller = started(AgentConfig.ofDefaults(), List.of(place(A)));
    AgentConfig changed =
        AgentConfigKit.read(folder, "thresholds: {defaults: {long-task: {max-seconds: 7}}}");

    poller.reload(changed, Set.of(A), List.of());
    timer.advance(INTERVAL.plusSeconds(2));

    assertThat(told)
        .filteredOn(Observation.Judged.class::isInstance)
        .allMatch(
            each ->
                ((Observation.Judged) each)
                    .thresholds()
                    .configured()
                    .equals(changed.thresholds().forApplication("app-a").configured()));
    assertThat(shown()).contains("judged app-a");
  }

  @Test
  void judgesByTheLimitsByWhichItHasRead() throws Exception {
    answers(A, "app-a");
    AgentConfig before = limits(9);
    AgentConfig after = limits(7);
    Poller poller = started(before, List.of(place(A)));
    Supplier<Reading> reading = readings.get(A);
    readings.put(
        A,
        () -> {
          poller.reload(after, Set.of(A), List.of());
          return reading.get();
        });

    timer.advance(INTERVAL);

    assertThat(taskLimits.get(1).apply("any")).isEqualTo(Duration.ofSeconds(9));
    assertThat(told)
        .filteredOn(Observation.Judged.class::isInstance)
        .singleElement()
        .extracting(each -> ((Observation.Judged) each).thresholds().get(Threshold.TASK_SECONDS))
        .isEqualTo(9.0);
    timer.advance(INTERVAL);
    assertThat(taskLimits.get(2).apply("any")).isEqualTo(Duration.ofSeconds(7));
    assertThat(taskLimits.get(2).apply("nightly")).isEqualTo(Duration.ofHours(1));
  }

  private AgentConfig limits(int seconds) throws Exception {
    return AgentConfigKit.read(
        folder,
        """
        thresholds:
          defaults: {long-task: {max-seconds: %d}}
          overrides: [{match: nightly, long-task: {max-seconds: 3600}}]
        """
            .formatted(seconds));
  }

  @Test
  void watchesOnlyTheApplicationsOfItsShard() throws Exception {
    Shard shard = new Shard(1, 2);
    String ours = id(shard, true);
    String theirs = id(shard, false);
    answers(A, ours);
    answers(B, theirs);
    finds(
        List.of(driver(URI.create("http://c:4040"), theirs)),
        List.of(unlocated(theirs)),
        Set.of(theirs));
    Poller poller =
        new Poller(
            AgentConfigKit.read(folder, "shard: 1/2"),
            List.of(place(A), place(B), new Place(MASTER, master(), this::source)),
            told::add,
            timer,
            timer,
            () -> 0.5);
    poller.start();
    timer.advance(SETTLED);

    assertThat(shown()).contains("judged " + ours);
    assertThat(shown()).noneMatch(each -> each.contains(theirs));
    assertThat(poller.hasTriedAll()).isTrue();

    String other = ours + "x"; // another application comes to the address
    while (!shard.owns(other)) {
      other += "x";
    }
    answers(B, other);
    timer.advance(SETTLED);
    assertThat(shown()).contains("judged " + other);
  }

  private static String id(Shard shard, boolean ours) {
    int number = 0;
    while (shard.owns("app-" + number) != ours) {
      number++;
    }
    return "app-" + number;
  }
}
