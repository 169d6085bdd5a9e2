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

import io.firewarden.agent.config.LoadedConfig;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  @Test
  void showsTheConfigurationInForceWithoutItsSecrets() {
    PageScene scene =
        new PageScene(
            PageScene.NOW,
            """
            cluster: prod
            poll: {interval: 20s}
            sources: {standalone-masters: ["http://master.example:8080"]}
            routes: [{match: {severity: critical}, notifiers: [on-call]}, {notifiers: []}]
            notifiers:
              alertmanagers: [{url: "http://am.example:9093"}]
              webhooks: [{name: on-call, url: "https://hooks.example/s3cret?x=s3cret"}]
            """);

    assertThat(scene.html("/configuration"))
        .contains("http://master.example:8080")
        .contains("<dt>poll.interval</dt><dd><bdi>20s</bdi></dd>")
        .contains("<dt>poll.timeout</dt><dd><bdi>5s</bdi><span class=\"soft\"> (default)</span>")
        .contains("http://am.example:9093")
        .contains("<dt>notifiers.webhooks[0].name</dt><dd><bdi>on-call</bdi>")
        .contains("<dt>notifiers.webhooks[0].url</dt><dd><bdi>(hidden)</bdi>")
        .contains("<dt>routes[0].notifiers</dt><dd><bdi>[on-call]</bdi>")
        .doesNotContain("s3cret");
  }

  /** The cells of the rows of a limit. */
  private static List<String> rows(String html, String limit) {
    return Pattern.compile("<tr[^>]*><th[^>]*><code>" + Pattern.quote(limit) + "</code>.*?</tr>")
        .matcher(html)
        .results()
        .map(row -> row.group().replaceAll("</t[hd]>", "|").replaceAll("<[^>]*>", ""))
        .toList();
  }

  @Test
  void showsEachLimitWithWhereItComesFromAndForWhichApplications() {
    String html =
        new PageScene(
                PageScene.NOW,
                """
                thresholds:
                  defaults: {gc-time: {critical-ratio: 0.25}}
                  overrides:
                    - {match: "nightly-*", long-task: {max-seconds: 3600}}
                    - {match: "*", gc-time: {critical-ratio: 0.4}, long-task: {max-seconds: 900}}
                """)
            .html("/configuration");

    assertThat(rows(html, "gc-time.warning-ratio"))
        .containsExactly("gc-time.warning-ratio|10 %|all|default|");
    assertThat(rows(html, "gc-time.critical-ratio"))
        .containsExactly(
            "gc-time.critical-ratio|40 %|*|thresholds.overrides[1] instead of 15 %|",
            "gc-time.critical-ratio|25 %|all others|thresholds.defaults instead of 15 %|");
    assertThat(rows(html, "long-task.max-seconds"))
        .containsExactly(
            "long-task.max-seconds|1 h|nightly-*|thresholds.overrides[0] instead of 10 min|",
            "long-task.max-seconds|15 min|*|thresholds.overrides[1] instead of 10 min|",
            "long-task.max-seconds|10 min|all others|default|");
    assertThat(html).doesNotContain("<dt>thresholds");
  }

  @Test
  void saysSoWhenThereIsNoFile() {
    PageScene scene = new PageScene();
    Known known =
        new Known(
            () -> LoadedConfig.of(scene.config),
            "1",
            scene.fleet,
            scene.tracker::alerts,
            List::of,
            () -> true,
            scene.timeline,
            () -> scene.now);

    assertThat(new StatusPages(known).page("/configuration", "").orElseThrow().html())
        .contains("No file was read: every setting is its default.");
  }
}
