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

import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FleetPageTest {
  private static final String HOSTILE = "<script>alert('&')</script>".repeat(40);

  private final PageScene scene = new PageScene();

  private Application healthy(String id, String name) {
    Application app = Sketches.application(id, name, scene.now.minusSeconds(7200));
    scene.judge(Sketches.small(app, scene.at()), Sketches.well());
    return app;
  }

  private Application ill(String id, String name) {
    Application app = Sketches.application(id, name, scene.now.minusSeconds(7200));
    scene.judge(Sketches.small(app, scene.at()), Sketches.with(CheckId.GC_TIME, Sketches.gc()));
    return app;
  }

  @Test
  void putsTheWorstFirstWithItsWorstFinding() {
    healthy("app-1", "a-report");
    ill("app-2", "z-trips");

    String html = scene.html("/");

    assertThat(html)
        .contains("1 critical alert is firing")
        .contains("GC took 23.4 % of 412 s task time in the last 5 min (limit 15 %)")
        .contains("team <bdi>trips</bdi>")
        .contains("8 running")
        .contains("42 waiting")
        .contains("href=\"applications/app-2\"");
    assertThat(html.indexOf("z-trips")).isLessThan(html.indexOf("a-report"));
  }

  @Test
  void saysThatAllIsWellOnlyWhenEverythingWasRead() {
    healthy("app-1", "report");
    assertThat(scene.html("/")).contains("The application is healthy");

    scene.ready = false;
    assertThat(scene.html("/")).contains("The agent has just started").doesNotContain("is healthy");

    scene.ready = true;
    scene.blind("http://master.example:8080", "the connection was refused");
    assertThat(scene.html("/"))
        .contains("1 source cannot be read")
        .contains("Blind: nothing is known of what these sources would tell")
        .contains("the connection was refused")
        .doesNotContain("is healthy");
  }

  @Test
  void showsAnApplicationThatCannotBeReadAsUnknownAndItsDataAsStale() {
    scene.ago(400);
    Application app = healthy("app-1", "report");
    scene.ago(300);
    scene.tell(new Observation.Blind(app.uiUrl(), app, "no answer within 5 s", scene.at()));
    scene.ago(0);

    assertThat(scene.html("/"))
        .contains("cannot be read <bdi>http://app-1.example:4040</bdi> for ")
        .contains("no answer within 5 s")
        .contains("stale: ")
        .contains("6 min ago")
        .doesNotContain("> healthy<");
  }

  @Test
  void findsByTextInNameIdUserAndLabels() {
    healthy("app-1", "nightly-report");
    healthy("app-2", "sessions");

    assertThat(scene.page("/", "q=NIGHTLY").html())
        .contains("nightly-report")
        .doesNotContain(">sessions<")
        .contains("value=\"NIGHTLY\"");
    assertThat(scene.page("/", "q=app-2").html()).contains(">sessions<");
    assertThat(scene.page("/", "q=trips").html()).contains("nightly-report", "sessions");
    assertThat(scene.page("/", "q=nothing+like+it").html())
        .contains("No running application is like that.");
  }

  @Test
  void findsByHealth() {
    healthy("app-1", "report");
    ill("app-2", "taxis");

    String html = scene.page("/", "state=critical&q=app").html();

    assertThat(html).contains(">taxis<").doesNotContain(">report<");
    assertThat(html).contains("href=\"?q=app&amp;state=healthy\"");
    assertThat(scene.page("/", "state=healthy").html())
        .contains(">report<")
        .doesNotContain(">taxis<");
  }

  @Test
  void takesWhatItDoesNotUnderstandForNothing() {
    healthy("app-1", "report");

    assertThat(scene.page("/", "q=%zz&state=<b>&page=-1&&=&x").html()).contains(">report<");
    assertThat(scene.page("/", "page=9999999").html()).contains(">report<");
  }

  @Test
  void tellsHowApplicationsEndedAndWhatRanFor() {
    scene.ago(7260);
    Application app = Sketches.application("app-9", "short-lived", scene.at());
    scene.ago(7200);
    scene.conclude(app, FinalStatus.FAILED);
    scene.ago(0);

    assertThat(scene.html("/"))
        .contains("short-lived")
        .contains("failed")
        .contains(">1 min<")
        .contains("2 h 0 min ago");
    assertThat(scene.page("/", "state=ended").html()).contains("short-lived");
    assertThat(scene.page("/", "state=healthy").html()).doesNotContain("short-lived");
  }

  @Test
  void staysSmallWithThousandsOfApplicationsOfTheWorstNames() {
    for (int i = 0; i < 2000; i++) {
      Application app =
          Sketches.application("app-" + i + HOSTILE, HOSTILE, scene.now.minusSeconds(900));
      scene.judge(Sketches.small(app, scene.now), Sketches.with(CheckId.GC_TIME, Sketches.gc()));
      scene.conclude(
          Sketches.application("ended-" + i + HOSTILE, HOSTILE, scene.now.minusSeconds(900)),
          FinalStatus.KILLED);
      scene.blind("http://" + HOSTILE + i, HOSTILE);
    }

    for (String query : new String[] {"", "page=20", "state=ended", "state=critical&page=3"}) {
      String html = scene.page("/", query).html();
      assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(500_000);
      assertThat(html).doesNotContain("<script>alert");
    }
    assertThat(scene.page("/", "page=2").html())
        .contains("Page 2 of 20")
        .contains("href=\"?page=3\"")
        .contains("rel=\"prev\"");
  }
}
