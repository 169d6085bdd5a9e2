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
import io.firewarden.alerts.advice.Advice;
import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Evidence;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.Scope;
import io.firewarden.alerts.check.Severity;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every text that somebody else writes is hostile, on every page. */
class HostileTextTest {
  private static final String EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

  private final PageScene scene =
      new PageScene(PageScene.NOW, "cluster: \"c\\\"'><script>alert(1)</script>\"\n");

  @BeforeEach
  void fill() {
    Application app = application("app-" + EVIL);
    scene.read("http://master/" + EVIL);
    scene.judge(
        Sketches.whole(app, scene.now, EVIL),
        Map.of(
            CheckId.GC_TIME, unhealthy(),
            CheckId.LONG_TASK, new Verdict.Healthy(EVIL),
            CheckId.LOCALITY, new Verdict.Inconclusive(Verdict.Reason.GAP, EVIL)));
    scene.blind("http://other/" + EVIL, EVIL);
    Application unread = application("unread-" + EVIL);
    scene.tell(new Observation.Blind("http://unread/" + EVIL, unread, EVIL, scene.now));
    scene.conclude(application("ended-" + EVIL), FinalStatus.FAILED);
  }

  private Application application(String id) {
    return new Application(
        id,
        EVIL,
        EVIL,
        EVIL,
        false,
        "javascript:alert(1)//" + EVIL,
        scene.now.minusSeconds(900),
        null,
        null,
        Map.of("team", EVIL, EVIL, EVIL, "queue", EVIL));
  }

  private static Verdict unhealthy() {
    return new Verdict.Unhealthy(
        List.of(
            new Finding(
                new AlertDefinition("Evil" + EVIL, Severity.CRITICAL, Scope.APP, Duration.ZERO),
                EVIL,
                List.of(new Evidence(EVIL, EVIL)),
                new Advice(
                    EVIL, List.of(new Advice.SettingChange(EVIL, EVIL, EVIL)), List.of(EVIL)))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/?q=\"><script>alert(1)</script>",
        "/?state=ended",
        "/alerts",
        "/sources",
        "/configuration",
        "/applications/app-" + EVIL,
        "/applications/unread-" + EVIL,
        "/applications/ended-" + EVIL,
        "/applications/" + EVIL
      })
  void isShownAsText(String path) {
    int mark = path.startsWith("/?") ? 1 : path.length();
    String html = scene.page(path.substring(0, mark), path.substring(mark).replace("?", "")).html();

    assertThat(html)
        .contains("&lt;script&gt;")
        .doesNotContain("<script>alert")
        .doesNotContain("<img");
    assertThat(html.split("<script", -1)).as("our own script, and no other").hasSize(2);
    assertThat(html).doesNotContainPattern("href=\"\\s*javascript:");
  }
}
