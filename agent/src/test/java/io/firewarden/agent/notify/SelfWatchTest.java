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

import static io.firewarden.agent.alert.Observations.LONG_TASK;
import static io.firewarden.agent.alert.Observations.START;
import static io.firewarden.agent.alert.Observations.app;
import static io.firewarden.agent.alert.Observations.judged;
import static io.firewarden.agent.alert.Observations.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.AgentConfigKit;
import io.firewarden.alerts.check.CheckId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that cannot tell one of two, or cannot write its state. */
class SelfWatchTest {
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final String BROKEN = "webhook/pager";

  @TempDir private Path folder;

  private final TestClock clock = new TestClock(START);
  private final MockWebServer server = new MockWebServer();
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private final List<String> people = new CopyOnWriteArrayList<>();
  private final List<String> pager = new CopyOnWriteArrayList<>();
  private Path state;
  private PipelineByHand agent;

  @BeforeEach
  void start() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String path = request.getUrl().encodedPath();
            int status = answers.getOrDefault(path, 200);
            if (status == 200) {
              (path.equals("/pager") ? pager : people).addAll(alerts(request));
            }
            return new MockResponse.Builder().code(status).build();
          }
        });
    server.start(InetAddress.getLoopbackAddress(), 0);
    state = folder.resolve("place").resolve("state.json");
    String url = "http://127.0.0.1:" + server.getPort();
    AgentConfig config =
        AgentConfigKit.read(
            folder,
            """
            external-url: http://warden.example:9475/firewarden
            alerts: {state-file: '%1$s'}
            notifiers:
              webhooks:
                - {name: pager, url: '%2$s/pager'}
                - {name: people, url: '%2$s/people'}
            """
                .formatted(state, url));
    agent =
        new PipelineByHand(
            config,
            new RecordingMetrics(),
            clock,
            () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos(),
            () -> 0.0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static List<String> alerts(RecordedRequest request) {
    try {
      JsonNode message = new ObjectMapper().readTree(request.getBody().utf8());
      return message.get("alerts").findParents("status").stream()
          .map(one -> one.at("/labels/alertname").asText() + " " + one.get("status").asText())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A condition goes on for so long. */
  private void goOn(Duration time) {
    Instant end = clock.instant().plus(time);
    while (clock.instant().isBefore(end)) {
      clock.advance(STEP);
      agent.accept(judged(app(), clock.instant(), CheckId.LONG_TASK, unhealthy(LONG_TASK)));
      agent.step();
    }
  }

  private Alert raised(String name) {
    return agent.alerts().stream()
        .filter(alert -> alert.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsTheOthersOfANotifierThatCannotBeTold() throws Exception {
    Files.createDirectories(state.getParent());
    answers.put("/pager", 503);
    goOn(Duration.ofMinutes(5));
    assertThat(people).containsExactly("SparkTaskRunningLong firing");

    goOn(Duration.ofMinutes(2));
    assertThat(people)
        .containsExactly("SparkTaskRunningLong firing", "FirewardenNotificationsFailing firing");
    Alert alert = raised("FirewardenNotificationsFailing");
    assertThat(alert.labels())
        .isEqualTo(
            Map.of(
                "alertname", "FirewardenNotificationsFailing",
                "cluster", "default",
                "instance", "warden.example:9475",
                "notifier", BROKEN,
                "severity", "critical",
                "scope", "agent"));
    assertThat(alert.annotations().get("description")).contains("answered 503");

    answers.clear();
    goOn(Duration.ofMinutes(10));
    assertThat(people).last().isEqualTo("FirewardenNotificationsFailing resolved");
    assertThat(pager).containsExactly("SparkTaskRunningLong firing");
  }

  @Test
  void showsHowEachNotifierDoes() throws Exception {
    Files.createDirectories(state.getParent());
    answers.put("/pager", 503);
    assertThat(agent.notifiers())
        .extracting(NotifierView::name)
        .containsExactly(BROKEN, "webhook/people");
    goOn(Duration.ofMinutes(2));

    NotifierView failing = agent.notifiers().get(0);
    assertThat(failing.toldAt()).isNull();
    assertThat(failing.failingSince()).isAfter(START).isBefore(clock.instant());
    assertThat(failing.why()).contains("answered 503").doesNotContain("/pager");
    NotifierView fine = agent.notifiers().get(1);
    assertThat(fine.toldAt()).isAfter(START);
    assertThat(fine.failingSince()).isNull();

    answers.clear();
    goOn(Duration.ofMinutes(10));
    assertThat(agent.notifiers().get(0).failingSince()).isNull();
    assertThat(agent.notifiers().get(0).toldAt()).isNotNull();
  }

  @Test
  void tellsOfAStateThatCannotBeWritten() throws Exception {
    Files.writeString(state.getParent(), "in the way");
    goOn(Duration.ofMinutes(7));
    assertThat(people)
        .containsExactly("SparkTaskRunningLong firing", "FirewardenStateNotWritten firing");
    assertThat(raised("FirewardenStateNotWritten").labels())
        .containsEntry("severity", "warning")
        .containsEntry("scope", "agent")
        .containsEntry("instance", "warden.example:9475");

    Files.delete(state.getParent());
    goOn(Duration.ofMinutes(1));
    assertThat(people).last().isEqualTo("FirewardenStateNotWritten resolved");
  }
}
