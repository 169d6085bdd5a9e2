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

import io.firewarden.agent.discovery.Facts;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.executor.RemovedExecutor;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListingsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Application APP = Snapshots.application("app-1", "http://a:4040", null);

  private final Listings listings = new Listings();

  @Test
  void joinsLabelsAndTheUserWithoutReplacingWhatTheDriverSays() {
    Application listed = new Application("app-1", "x", "ada", "", false, null, NOW, null);
    listings.put("k8s", listed, new Facts(Map.of("team", "risk", "queue", "q"), List.of()));
    Application own =
        new Application(
            "app-1", "nightly", "", "3.5.9", false, null, NOW, null, null, Map.of("team", "etl"));

    Application joined =
        listings
            .joined(Snapshots.of(own, NOW), new Facts(Map.of("pod", "p"), List.of()))
            .application();

    assertThat(joined.labels()).isEqualTo(Map.of("team", "etl", "queue", "q", "pod", "p"));
    assertThat(joined.user()).isEqualTo("ada");
    assertThat(joined.name()).isEqualTo("nightly");
  }

  @Test
  void tellsWhatIsNewInAList() {
    assertThat(listings.put("k8s", APP, Facts.NONE)).isEqualTo(APP);
    assertThat(listings.put("k8s", APP, Facts.NONE)).isNull();
    assertThat(listings.put("k8s", APP, new Facts(Map.of("team", "x"), List.of())).labels())
        .isEqualTo(Map.of("team", "x"));
    assertThat(listings.has("app-1")).isTrue();
    assertThat(listings.hasOther("k8s", "app-1")).isFalse();
    assertThat(listings.remove("k8s", "app-1")).isTrue();
    assertThat(listings.remove("k8s", "app-1")).isFalse();
    assertThat(listings.has("app-1")).isFalse();
  }

  @Test
  void leavesASnapshotAloneOfWhichNothingMoreIsKnown() {
    ApplicationSnapshot snapshot = Snapshots.of(APP, NOW);

    assertThat(listings.joined(snapshot, Facts.NONE)).isSameAs(snapshot);
  }

  @Test
  void tellsWhyExecutorsWentWhereTheDriverDoesNot() {
    List<RemovedExecutor> gone =
        List.of(removed("2", RemovalReason.OOM, 52), removed("1", RemovalReason.LOST, null));
    listings.put("k8s", APP, new Facts(Map.of(), gone));

    ExecutorLosses losses = listings.joined(Snapshots.of(APP, NOW), Facts.NONE).losses();
    assertThat(losses.latest()).extracting(RemovedExecutor::id).containsExactlyInAnyOrder("1", "2");
    assertThat(losses.byReason())
        .containsEntry(RemovalReason.OOM, 1L)
        .containsEntry(RemovalReason.LOST, 1L);

    // The pods are deleted: what was counted stays counted.
    listings.put("k8s", APP, Facts.NONE);
    losses = listings.joined(Snapshots.of(APP, NOW), Facts.NONE).losses();
    assertThat(losses.byReason()).containsEntry(RemovalReason.OOM, 1L);
  }

  @Test
  void refinesWhatSparkCouldNotSee() {
    listings.put(
        "k8s",
        APP,
        new Facts(
            Map.of(),
            List.of(removed("1", RemovalReason.OOM, 137), removed("2", RemovalReason.LOST, null))));
    ApplicationSnapshot of =
        pushed(removed("1", RemovalReason.LOST, null), removed("2", RemovalReason.IDLE, null));

    ExecutorLosses losses = listings.joined(of, Facts.NONE).losses();

    assertThat(losses.latest())
        .extracting(RemovedExecutor::reason)
        .containsExactly(RemovalReason.OOM, RemovalReason.IDLE);
    assertThat(losses.latest().get(0).exitCode()).isEqualTo(137);
    assertThat(losses.byReason())
        .containsEntry(RemovalReason.OOM, 1L)
        .containsEntry(RemovalReason.LOST, 0L)
        .containsEntry(RemovalReason.IDLE, 1L);
    assertThat(listings.joined(of, Facts.NONE).losses()).isEqualTo(losses);
  }

  @Test
  void tellsWhatKilledAContainerOfWhichSparkKnowsOnlyThatItWasKilled() {
    listings.put(
        "k8s",
        APP,
        new Facts(
            Map.of(),
            List.of(
                removed("1", RemovalReason.CONTAINER_OOM, 137),
                removed("2", RemovalReason.PREEMPTED, 137),
                removed("3", RemovalReason.CONTAINER_KILLED, 137))));
    ApplicationSnapshot of =
        pushed(
            removed("1", RemovalReason.CONTAINER_KILLED, 137),
            removed("2", RemovalReason.CONTAINER_KILLED, 137),
            removed("3", RemovalReason.CONTAINER_KILLED, 137));

    ExecutorLosses losses = listings.joined(of, Facts.NONE).losses();

    assertThat(losses.latest())
        .extracting(RemovedExecutor::reason)
        .containsExactly(
            RemovalReason.CONTAINER_OOM, RemovalReason.PREEMPTED, RemovalReason.CONTAINER_KILLED);
    assertThat(losses.byReason())
        .containsEntry(RemovalReason.CONTAINER_OOM, 1L)
        .containsEntry(RemovalReason.PREEMPTED, 1L)
        .containsEntry(RemovalReason.CONTAINER_KILLED, 1L);
  }

  @Test
  void neverCountsLessOfAReasonWhenItLearnsABetterOneLate() {
    ApplicationSnapshot of = pushed(removed("1", RemovalReason.LOST, null));
    listings.put("k8s", APP, new Facts(Map.of(), List.of(removed("9", RemovalReason.OOM, 52))));
    assertThat(listings.joined(of, Facts.NONE).losses().byReason())
        .containsEntry(RemovalReason.LOST, 1L);
    listings.put("k8s", APP, new Facts(Map.of(), List.of(removed("1", RemovalReason.OOM, 52))));

    ExecutorLosses losses = listings.joined(of, Facts.NONE).losses();

    assertThat(losses.byReason()).containsEntry(RemovalReason.LOST, 1L);
    assertThat(losses.latest().get(0).reason()).isEqualTo(RemovalReason.OOM);
  }

  @Test
  void mayHaveAnythingWhileAListCannotBeRead() {
    assertThat(listings.mayHave("app-1")).isFalse();
    listings.read("k8s", false);
    assertThat(listings.mayHave("app-1")).isTrue();
    listings.read("k8s", true);
    assertThat(listings.mayHave("app-1")).isFalse();
  }

  private static ApplicationSnapshot pushed(RemovedExecutor... gone) {
    Map<RemovalReason, Long> counts = new EnumMap<>(RemovalReason.class);
    List.of(gone).forEach(each -> counts.merge(each.reason(), 1L, Long::sum));
    return Snapshots.of(APP, NOW).with(APP, new ExecutorLosses(counts, List.of(gone)));
  }

  private static RemovedExecutor removed(String id, RemovalReason reason, Integer exitCode) {
    return new RemovedExecutor(id, "node-" + id, NOW, reason, exitCode);
  }
}
