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

import io.firewarden.agent.http.AgentServer;
import io.firewarden.agent.page.html.Page;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.model.Application;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages in a real browser, with and without scripts. */
class BrowserTest {
  private static final String YAML = "cluster: prod\nlisten: 127.0.0.1:0\n";

  @TempDir Path directory;
  private Browser browser;

  @BeforeEach
  void findBrowser() {
    browser = new Browser(directory);
  }

  private static String text(String dom) {
    return dom.substring(dom.indexOf("<body"), dom.lastIndexOf("<script>"));
  }

  @Test
  void readsTheSameWithAndWithoutScripts() throws Exception {
    PageScene scene = Fleets.night(Instant.now(), YAML);
    try (AgentServer server = scene.serve();
        MockWebServer scriptless = withoutScripts(scene)) {
      String url = "http://127.0.0.1:" + server.port() + "/";
      String plain = scriptless.url("/").toString();
      for (String dom : new String[] {browser.dom(url, 500), browser.dom(plain, 500)}) {
        assertThat(text(dom))
            .contains("2 critical alerts are firing")
            .contains("GC took 23.4 % of 412 s task time in the last 5 min (limit 15 %)")
            .contains("Blind: nothing is known")
            .contains("exit code 1");
      }
      assertThat(browser.dom(url, 500)).contains("updated 0 s ago");
      assertThat(browser.dom(plain, 500)).contains("As of ").contains("http-equiv=\"refresh\"");
      assertThat(browser.dom(plain + "?q=sessions", 500))
          .contains(">sessions<")
          .doesNotContain(">features<");
    }
  }

  @Test
  void takesInWhatChangesWithoutBeingLoadedAgain() throws Exception {
    PageScene before = Fleets.calm(PageScene.NOW, YAML);
    PageScene after = Fleets.calm(PageScene.NOW, YAML);
    Application ill = Sketches.application("app-9", "taxi-trips", PageScene.NOW);
    after.judge(Sketches.small(ill, PageScene.NOW), Sketches.with(CheckId.GC_TIME, Sketches.gc()));
    try (MockWebServer server = serving(before.page("/", ""), after.page("/", ""))) {
      String dom = browser.dom(server.url("/").toString(), 15_000);

      assertThat(text(dom)).contains("1 critical alert is firing").contains(">taxi-trips<");
      assertThat(dom).contains("<title>(1) Fleet");
      assertThat(server.getRequestCount()).isEqualTo(2);
    }
  }

  @Test
  void saysThatTheAgentDoesNotAnswerAndCallsNothingWellMeanwhile() throws Exception {
    PageScene scene = Fleets.calm(PageScene.NOW, YAML);
    try (MockWebServer server = serving(scene.page("/", ""), null)) {
      String dom = browser.dom(server.url("/").toString(), 15_000);

      assertThat(dom)
          .contains("<title>(?) Firewarden</title>")
          .contains("<body class=\"lost\">")
          .containsPattern("no answer for 1\\d s")
          .doesNotContainPattern("id=\"lost\"[^>]*hidden");
    }
  }

  @Test
  void runsNothingThatAnApplicationIsCalled() throws Exception {
    String evil = "\"><img src=x onerror=\"document.title='owned'\"><script>document.title='owned'";
    PageScene scene = new PageScene(Instant.now(), YAML);
    Application app =
        new Application(
            "app-" + evil,
            evil,
            evil,
            evil,
            false,
            "javascript:document.title='owned'",
            scene.now.minusSeconds(900),
            null,
            null,
            Map.of("team", evil));
    scene.judge(Sketches.whole(app, scene.now, evil), Sketches.well());
    try (AgentServer server = scene.serve()) {
      String url = "http://127.0.0.1:" + server.port() + "/";
      String fleet = browser.dom(url, 500);
      Matcher link = Pattern.compile("href=\"(applications/[^\"]*)\"").matcher(fleet);
      assertThat(link.find()).isTrue();
      String page = browser.dom(url + link.group(1), 500);

      for (String dom : new String[] {fleet, page}) {
        assertThat(dom)
            .contains("&lt;img src=x onerror=")
            .doesNotContain("<img")
            .doesNotContain("<title>owned")
            .doesNotContain("href=\"javascript:");
      }
      assertThat(page).contains("Stages that run");
    }
  }

  /**
   * Serves the pages so that the browser runs no script: its switch for that stops its own, too.
   */
  private static MockWebServer withoutScripts(PageScene scene) throws Exception {
    MockWebServer server = new MockWebServer();
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String query = request.getUrl().encodedQuery();
            Page page = scene.page(request.getUrl().encodedPath(), query == null ? "" : query);
            return new MockResponse.Builder()
                .addHeader("Content-Type", "text/html; charset=utf-8")
                .addHeader("Content-Security-Policy", page.policy() + "; sandbox allow-forms")
                .body(page.html())
                .build();
          }
        });
    server.start(InetAddress.getLoopbackAddress(), 0);
    return server;
  }

  /** Answers with the first page, and from then on with the other, or a failure without one. */
  private static MockWebServer serving(Page first, Page then) throws Exception {
    AtomicInteger answered = new AtomicInteger();
    MockWebServer server = new MockWebServer();
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            var page = answered.getAndIncrement() == 0 ? first : then;
            if (page == null) {
              return new MockResponse.Builder().code(502).build();
            }
            return new MockResponse.Builder()
                .addHeader("Content-Type", "text/html; charset=utf-8")
                .addHeader("Content-Security-Policy", page.policy())
                .body(page.html())
                .build();
          }
        });
    server.start(InetAddress.getLoopbackAddress(), 0);
    return server;
  }
}
