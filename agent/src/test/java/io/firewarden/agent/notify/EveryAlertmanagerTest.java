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

import static io.firewarden.agent.alert.Observations.GC_CRITICAL;
import static io.firewarden.agent.alert.Observations.LONG_TASK;
import static io.firewarden.agent.alert.Observations.START;
import static io.firewarden.agent.alert.Observations.app;
import static io.firewarden.agent.alert.Observations.judged;
import static io.firewarden.agent.alert.Observations.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firewarden.agent.FakeSpark;
import io.firewarden.agent.config.AgentConfigKit;
import io.firewarden.alerts.check.CheckId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two Alertmanagers and somebody else: each of the two hears of every alert, come what may. */
class EveryAlertmanagerTest {
  private static final String LONG = LONG_TASK.name();
  private static final String GC = GC_CRITICAL.name();

  @TempDir private Path folder;

  private final TestClock clock = new TestClock(START);
  private final List<String> one = new CopyOnWriteArrayList<>();
  private final List<String> other = new CopyOnWriteArrayList<>();
  private final List<String> hook = new CopyOnWriteArrayList<>();
  private final FakeSpark first = receiver("/api/v2/alerts", one);
  private final FakeSpark second = receiver("/api/v2/alerts", other);
  private final FakeSpark third = receiver("/hook", hook);

  private static FakeSpark receiver(String path, List<String> told) {
    FakeSpark server = new FakeSpark();
    server.answer(
        path,
        exchange -> {
          JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes());
          for (JsonNode alert : body.isArray() ? body : body.get("alerts")) {
            told.add(alert.at("/labels/alertname").asText());
          }
          exchange.sendResponseHeaders(200, -1);
        });
    return server;
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    third.close();
  }

  /** Two alerts fire, a warning and a critical one, and what is due is told. */
  private void fire(String routes, BooleanSupplier leads) throws Exception {
    PipelineByHand agent =
        new PipelineByHand(
            AgentConfigKit.read(
                folder,
                """
                alerts: {state-file: '%s'}
                notifiers:
                  alertmanagers: [{url: '%s'}, {name: second, url: '%s'}]
                  webhooks: [{name: hook, url: '%s/hook'}]
                %s
                """
                    .formatted(
                        folder.resolve("s"), first.url(), second.url(), third.url(), routes)),
            leads,
            new RecordingMetrics(),
            clock,
            () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos(),
            () -> 0.0);
    for (int i = 0; i < 2; i++) {
      agent.accept(
          judged(
              app(),
              clock.instant(),
              Map.of(
                  CheckId.LONG_TASK,
                  unhealthy(LONG_TASK),
                  CheckId.GC_TIME,
                  unhealthy(GC_CRITICAL))));
      clock.advance(Duration.ofSeconds(60));
    }
    agent.step();
    agent.step();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "routes: [{notifiers: []}]",
        "routes: [{match: {severity: critical}, notifiers: [hook]}, {notifiers: []}]"
      })
  void hearsOfEveryAlertWhateverTheRoutesSay(String routes) throws Exception {
    fire(routes, () -> true);

    assertThat(one).containsExactlyInAnyOrder(LONG, GC);
    assertThat(other).containsExactlyInAnyOrder(LONG, GC);
  }

  @Test
  void leavesTheOthersToTheRoutes() throws Exception {
    fire("routes: [{match: {severity: critical}, notifiers: [hook]}, {notifiers: []}]", () -> true);

    assertThat(hook).containsExactly(GC);
  }

  @Test
  void hearsOfEveryAlertAlsoFromAnAgentThatDoesNotLead() throws Exception {
    fire("", () -> false);

    assertThat(one).containsExactlyInAnyOrder(LONG, GC);
    assertThat(other).containsExactlyInAnyOrder(LONG, GC);
    assertThat(hook).isEmpty();
  }
}
