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

import io.firewarden.model.Application;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SourcesPageTest {
  private final PageScene scene = new PageScene();

  @Test
  void putsThoseThatCannotBeReadFirstWithSinceWhenAndWhy() {
    scene.ago(900);
    scene.read("http://z-master.example:8080");
    scene.ago(600);
    scene.blind("http://z-master.example:8080", "answered 503");
    scene.ago(5);
    Application app = Sketches.application("app-1", "trips", scene.now.minusSeconds(60));
    scene.judge(Sketches.small(app, scene.at()), Sketches.well());
    scene.ago(0);

    String html = scene.html("/sources");

    assertThat(html)
        .contains("2 sources, 1 cannot be read.")
        .contains("15 min ago")
        .contains("10 min")
        .contains("answered 503")
        .contains("href=\"applications/app-1\"");
    assertThat(html.indexOf("<bdi>http://z-master.example:8080"))
        .isLessThan(html.indexOf("<bdi>http://app-1.example:4040"));
  }

  @Test
  void saysSoWhenNothingWasTriedYet() {
    assertThat(scene.html("/sources")).contains("No source has been tried yet.");
  }

  @Test
  void staysSmallWithThousandsOfSources() {
    for (int i = 0; i < 3000; i++) {
      scene.blind("http://driver-" + i + ".example:4040", "refused ".repeat(200));
    }

    String html = scene.html("/sources");

    assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(500_000);
    assertThat(html).contains("Page 1 of 15").contains("href=\"sources?page=2\"");
  }
}
