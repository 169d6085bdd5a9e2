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
            thresholds: {defaults: {gc-time: {critical-ratio: 0.25}}}
            notifiers:
              alertmanagers: [{url: "http://am.example:9093"}]
              webhooks: [{name: on-call, url: "https://hooks.example/s3cret?x=s3cret"}]
            """);

    assertThat(scene.html("/configuration"))
        .contains("http://master.example:8080")
        .contains("<dt>poll.interval</dt><dd><bdi>20s</bdi></dd>")
        .contains("<dt>poll.timeout</dt><dd><bdi>5s</bdi><span class=\"soft\"> (default)</span>")
        .contains("http://am.example:9093")
        .contains("on-call")
        .contains("gc-time.critical-ratio")
        .contains("25 %")
        .doesNotContain("s3cret");
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
            () -> true,
            scene.timeline,
            () -> scene.now);

    assertThat(new StatusPages(known).page("/configuration", "").orElseThrow().html())
        .contains("No file was read: every setting is its default.");
  }
}
