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
package io.firewarden.agent.notify;

import static io.firewarden.agent.notify.Alerts.FIRED;
import static io.firewarden.agent.notify.Alerts.firing;
import static io.firewarden.agent.notify.Alerts.resolved;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.NotificationLog;
import io.firewarden.agent.config.AgentConfigKit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who hears of which alert, and when not. */
class RoutesAndMutesTest {
  private static final Duration REPEAT = Duration.ofHours(4);
  private static final String NOTIFIERS =
      """
      notifiers:
        webhooks: [{name: pager, url: "http://h"}, {name: data, url: "http://h"}]
      """;

  @TempDir Path folder;

  private final TestClock clock = new TestClock(FIRED);
  private final NotificationLog log = new NotificationLog();
  private final List<String> told = new ArrayList<>();
  private Routes routes;
  private Mutes mutes;

  @BeforeEach
  void noRoutes() throws Exception {
    read("");
  }

  private void read(String yaml) throws Exception {
    var notifiers = AgentConfigKit.read(folder, NOTIFIERS + yaml).notifiers();
    routes = new Routes(notifiers.routes());
    mutes = new Mutes(notifiers.mutes());
  }

  private NotificationChannel channel(Schedule schedule) {
    Notifier notifier =
        new Notifier() {
          @Override
          public String name() {
            return "webhook/pager";
          }

          @Override
          public Delivery send(List<Alert> batch, Instant now) {
            batch.forEach(alert -> told.add(alert.name() + " " + alert.state().label()));
            return new Delivery.Delivered();
          }
        };
    return new NotificationChannel(
        notifier,
        schedule,
        Grouping.ofSize(1),
        routes.hearing("pager", mutes),
        log,
        new Backoff(() -> 1.0),
        new RecordingMetrics(),
        clock);
  }

  private List<String> take() {
    List<String> all = List.copyOf(told);
    told.clear();
    return all;
  }

  private static Alert ofTeam(String team) {
    return Alerts.with(firing("A", "1"), Map.of("team", team));
  }

  @Test
  void tellsEverybodyEverythingWithoutRoutes() {
    assertThat(routes.reaches("pager", firing("A", "1"))).isTrue();
    assertThat(routes.reaches("data", firing("A", "1"))).isTrue();
  }

  @Test
  void letsTheFirstRouteThatMatchesDecide() throws Exception {
    read(
        """
        routes:
          - {match: {team: payments}, notifiers: [data]}
          - {match: {severity: critical, application: "n?chtlich*"}, notifiers: [pager, data]}
          - {notifiers: []}
        """);

    assertThat(routes.reaches("pager", ofTeam("payments"))).isFalse();
    assertThat(routes.reaches("data", ofTeam("payments"))).isTrue();
    assertThat(routes.reaches("pager", ofTeam("other"))).isTrue();
    assertThat(routes.reaches("data", Alerts.telling())).as("payments again").isTrue();
    Alert elsewhere = Alerts.with(Alerts.telling(), Map.of("team", "x"));
    assertThat(routes.reaches("data", elsewhere)).as("the last one").isFalse();
  }

  @Test
  void tellsTheEndToWhomItToldTheBeginningAlthoughTheRouteHasChanged() throws Exception {
    channel(Schedule.reminding(REPEAT)).deliverDue(List.of(firing("A", "1")));
    read("routes: [{notifiers: [data]}]\n");
    NotificationChannel changed = channel(Schedule.reminding(REPEAT));
    changed.deliverDue(List.of(firing("B", "1"), resolved("A", "1", FIRED)));

    assertThat(take()).containsExactly("A firing", "A resolved");
  }

  @Test
  void tellsNothingWhileMutedAndWhatStillFiresAfterwards() throws Exception {
    read(
        "mutes: [{name: m, match: {alert: A}, from: '2026-03-01T10:00', to: '2026-03-01T11:01'}]\n");
    NotificationChannel channel = channel(Schedule.reminding(REPEAT));
    channel.deliverDue(List.of(firing("A", "1"), firing("B", "1")));
    assertThat(take()).containsExactly("B firing");
    clock.advance(Duration.ofMinutes(59));
    channel.deliverDue(List.of(firing("A", "1")));
    assertThat(take()).isEmpty();

    clock.advance(Duration.ofMinutes(1));
    channel.deliverDue(List.of(firing("A", "1")));
    assertThat(take()).containsExactly("A firing");
  }

  @Test
  void tellsTheEndOfWhatItToldBeforeTheMute() throws Exception {
    read("mutes: [{name: m, from: '2026-03-01T10:02', to: '2026-03-01T11:00'}]\n");
    NotificationChannel channel = channel(Schedule.reminding(REPEAT));
    channel.deliverDue(List.of(firing("A", "1")));
    clock.advance(Duration.ofMinutes(10));
    channel.deliverDue(List.of(resolved("A", "1", clock.instant())));

    assertThat(take()).containsExactly("A firing", "A resolved");
  }

  @Test
  void neverTellsOfWhatCameAndWentWhileItWasMuted() throws Exception {
    read("mutes: [{name: m, from: '2026-03-01T10:00', to: '2026-03-01T10:05'}]\n");
    NotificationChannel channel = channel(Schedule.reminding(REPEAT));
    channel.deliverDue(List.of(firing("A", "1")));
    clock.advance(Duration.ofMinutes(1));
    Alert over = resolved("A", "1", clock.instant());
    channel.deliverDue(List.of(over));
    clock.advance(Duration.ofMinutes(10));
    channel.deliverDue(List.of(over));

    assertThat(take()).isEmpty();
  }

  @Test
  void goesOnTellingAlertmanagerOfWhatItKnowsSoThatItDoesNotTakeSilenceForTheEnd()
      throws Exception {
    read("mutes: [{name: m, from: '2026-03-01T10:02', to: '2026-03-01T11:00'}]\n");
    NotificationChannel channel = channel(Schedule.resending(Duration.ofMinutes(1)));
    channel.deliverDue(List.of(firing("A", "1")));
    clock.advance(Duration.ofMinutes(2));
    channel.deliverDue(List.of(firing("A", "1"), firing("B", "1")));

    assertThat(take()).containsExactly("A firing", "A firing");
  }

  @Test
  void showsPeopleWhatIsMutedByWhatAndUntilWhen() throws Exception {
    read(
        """
        mutes:
          - {name: night, match: {severity: critical}, cron: "0 10 * * *", duration: 2h}
          - {name: later, match: {team: x}, from: "2027-01-01T00:00Z", to: "2027-01-02T00:00Z"}
        """);

    assertThat(mutes.marked(firing("A", "1"), FIRED).annotations())
        .containsEntry("muted_until", "2026-03-01T12:00:00Z")
        .containsEntry("muted_by", "night");
    assertThat(mutes.views(FIRED))
        .containsExactly(
            new MutedView(
                "night",
                "severity critical",
                Instant.parse("2026-03-01T12:00:00Z"),
                Instant.parse("2026-03-02T10:00:00Z")),
            new MutedView("later", "team x", null, Instant.parse("2027-01-01T00:00:00Z")));
  }
}
