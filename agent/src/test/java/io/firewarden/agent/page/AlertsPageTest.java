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

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.notify.NotifierView;
import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.model.Application;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AlertsPageTest {
  private final PageScene scene = new PageScene();
  private final Application app =
      Sketches.application("app-7", "taxi-trips", scene.now.minusSeconds(9000));

  private String html() {
    return scene.html("/alerts");
  }

  @Test
  void tellsOfEachStateOfAnAlert() {
    scene.ago(600);
    scene.judge(Sketches.small(app, scene.at()), Sketches.with(CheckId.GC_TIME, Sketches.gc()));
    scene.ago(30);
    scene.judge(
        Sketches.small(app, scene.at()), Sketches.with(CheckId.LOCALITY, Sketches.locality()));
    scene.ago(0);

    String html = html();

    assertThat(html)
        .contains("Pending (1)")
        .contains("seen for ", "fires after 1 h 0 min")
        .contains("href=\"applications/app-7\"")
        .contains("href=\"runbooks/SparkGcTimeHigh\"")
        .contains("href=\"http://grafana.example/d/spark-app");
    assertThat(html).contains("GC took 23.4 %");
  }

  @Test
  void doesNotTakeSilenceForHealth() {
    assertThat(html()).contains("No alert is firing.");

    scene.blind("http://master.example:8080", "refused");

    assertThat(html()).contains("says nothing of the 1 source that cannot be read");
  }

  @Test
  void saysThatAnAlertMayNoLongerHold() {
    scene.ago(1900);
    scene.judge(Sketches.small(app, scene.at()), Sketches.with(CheckId.GC_TIME, Sketches.gc()));
    scene.ago(1800);
    scene.tell(new Observation.Blind(app.uiUrl(), app, "refused", scene.at()));
    scene.ago(0);
    scene.tracker.tick(scene.now);

    assertThat(html()).contains("it is not known whether this still holds");
  }

  @Test
  void listsMutedAlertsApartAndTheTimesOfMutes() {
    scene.judge(Sketches.small(app, scene.now), Sketches.with(CheckId.GC_TIME, Sketches.gc()));
    PageScene muting =
        new PageScene(
            PageScene.NOW,
            """
            cluster: prod
            mutes:
              - name: migration
                from: 2026-03-01T00:00:00Z
                to: 2026-03-01T06:00:00Z
            """);
    List<Alert> muted = scene.tracker.alerts().stream().map(AlertsPageTest::muted).toList();
    assertThat(muted).extracting(Alert::state).containsExactly(AlertState.FIRING);
    Known known =
        new Known(
            () -> muting.loaded,
            "1",
            scene.fleet,
            () -> muted,
            List::of,
            () -> true,
            scene.timeline,
            () -> scene.now);

    String html = new StatusPages(known).page("/alerts", "").orElseThrow().html();

    assertThat(html)
        .contains("Muted (1)")
        .contains("Muted by <bdi>migration</bdi> until <bdi>2026-03-01T06:00:00Z</bdi>")
        .contains("until 2026-03-01T06:00:00Z")
        .contains("No alert is firing.")
        .doesNotContain("1 firing");
    assertThat(new StatusPages(known).page("/", "").orElseThrow().html())
        .contains("1 alert is muted")
        .doesNotContain("1 alert is firing");
  }

  @Test
  void tellsWhomAlertsReachAndWhomNotFirst() {
    assertThat(scene.html("/alerts")).doesNotContain("Notifiers");

    scene.notifiers =
        List.of(
            new NotifierView("slack/told", scene.now.minusSeconds(30), null, ""),
            new NotifierView(
                "webhook/away",
                scene.now.minusSeconds(900),
                scene.now.minusSeconds(600),
                "http://x:80/... must answer 2xx, but answered 503"));
    String html = scene.html("/alerts");

    assertThat(html)
        .contains("Notifiers (2)", "is told", "30 s ago", "cannot be told", "15 min ago")
        .contains("but answered 503");
    assertThat(html.indexOf("webhook/away")).isLessThan(html.indexOf("slack/told"));
  }

  private static Alert muted(Alert alert) {
    SortedMap<String, String> annotations = new TreeMap<>(alert.annotations());
    annotations.putAll(Map.of("muted_until", "2026-03-01T06:00:00Z", "muted_by", "migration"));
    return new Alert(
        alert.labels(),
        annotations,
        alert.check(),
        alert.state(),
        Duration.ZERO,
        alert.since(),
        alert.firedAt(),
        alert.resolvedAt(),
        alert.confirmedAt(),
        alert.readAt());
  }
}
