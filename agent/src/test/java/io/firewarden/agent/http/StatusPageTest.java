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
package io.firewarden.agent.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status page in a real browser: what a person sees once it has drawn itself. */
class StatusPageTest {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");

  @TempDir Path directory;

  @BeforeEach
  void findBrowser() {
    boolean installed = Files.isExecutable(BROWSER);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(installed).as(BROWSER + " must be installed where CI=true").isTrue();
    }
    assumeTrue(installed, BROWSER + " is not installed (Debian package chromium)");
  }

  /** The page's markup after its scripts have run for a while. */
  private String draw(String url) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                BROWSER.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + directory.resolve("profile"),
                "--virtual-time-budget=4000",
                "--dump-dom",
                url));
    Path out = directory.resolve("page.html");
    Process browser =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(browser.waitFor(60, TimeUnit.SECONDS)).as("the browser ends").isTrue();
    } finally {
      browser.destroyForcibly();
    }
    String page = Files.readString(out, UTF_8);
    return page.substring(page.indexOf("<body"), page.indexOf("<script>", page.indexOf("<body")));
  }

  @Test
  void putsTheFiringAlertFirstWithItsEvidenceAndAdvice() throws Exception {
    try (Scene scene = Scene.firing()) {
      String page = draw(scene.url());

      assertThat(page)
          .contains("1 critical alert is firing")
          .contains("GC took 23.4 % of the task time of the last 5 min; the limit is 15 %")
          .contains("31.0 % of 214 s task time")
          .contains("spark.executor.memory=4g")
          .contains("href=\"runbooks/SparkGcTimeHigh\"")
          .contains("warning, pending")
          .contains("nightly-report")
          .contains("the oldest running task is 14 s old");
    }
  }

  @Test
  void tellsHowApplicationsEnded() throws Exception {
    try (Scene scene = new Scene()) {
      Application failed =
          new Application(
              "app-9",
              "short-lived",
              "etl",
              "3.5.9",
              false,
              null,
              scene.now.minusSeconds(62),
              scene.now.minusSeconds(60),
              FinalStatus.FAILED,
              Map.of());
      scene.tell(
          new Observation.Concluded(Scene.snapshot(failed, scene.now), scene.now), scene.now);

      assertThat(draw(scene.url()))
          .contains("short-lived")
          .contains("failed")
          .contains("2 s")
          .contains("No application is running");
    }
  }

  @Test
  void saysThatAllIsWellOnlyWhenItIs() throws Exception {
    try (Scene scene = Scene.calm()) {
      assertThat(draw(scene.url()))
          .contains("All 2 applications are healthy")
          .contains("No alert is pending or firing.");
    }
    try (Scene scene = Scene.blind()) {
      assertThat(draw(scene.url()))
          .contains("2 critical alerts are firing")
          .contains("the health of 1 application is not known")
          .contains("it is not known whether this still holds")
          .contains("stale: ")
          .contains("the connection was refused")
          .doesNotContain("All ");
    }
    try (Scene scene = new Scene()) {
      scene.ready = false;
      assertThat(draw(scene.url())).contains("The agent has just started");
    }
  }

  @Test
  void saysThatTheAgentDoesNotAnswer() throws Exception {
    String html;
    try (InputStream in = StatusPage.class.getResourceAsStream("index.html")) {
      html = new String(in.readAllBytes(), UTF_8);
    }
    try (MockWebServer server = new MockWebServer()) {
      server.setDispatcher(
          new mockwebserver3.Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
              return request.getUrl().encodedPath().equals("/")
                  ? new MockResponse.Builder()
                      .addHeader("Content-Type", "text/html; charset=utf-8")
                      .body(html)
                      .build()
                  : new MockResponse.Builder().code(502).build();
            }
          });
      server.start(InetAddress.getLoopbackAddress(), 0);

      assertThat(draw("http://127.0.0.1:" + server.getPort() + "/"))
          .contains("The agent does not answer")
          .contains("no answer for")
          .doesNotContain("healthy");
    }
  }

  @Test
  void takesNothingThatAnApplicationIsCalledForMarkup() throws Exception {
    String evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'";
    try (Scene scene = new Scene()) {
      Application app =
          new Application(
              "app-<b>1</b>",
              evil,
              "<i>u</i>",
              "3.5",
              false,
              "javascript:document.title='owned'",
              scene.now.minusSeconds(900),
              null);
      scene.judge(app, Scene.with(CheckId.GC_TIME, Scene.gc()), scene.now);

      String page = draw(scene.url());

      assertThat(page)
          .contains("&lt;img src=x onerror=")
          .doesNotContain("<img")
          .doesNotContain("<b>1</b>")
          .doesNotContain("<i>u</i>")
          .doesNotContain("href=\"javascript:");
    }
  }
}
