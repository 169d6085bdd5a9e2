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
import static io.firewarden.agent.alert.Observations.START;
import static io.firewarden.agent.alert.Observations.app;
import static io.firewarden.agent.alert.Observations.healthy;
import static io.firewarden.agent.alert.Observations.judged;
import static io.firewarden.agent.alert.Observations.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.firewarden.agent.alert.AlertStateFile;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.AgentConfigKit;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Verdict;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent leads after another one, which has told of an alert that is only pending here. */
class TakeOverTest {
  private static final Duration REPEAT = Duration.ofHours(4);

  @TempDir private Path folder;

  private final TestClock clock = new TestClock(START);
  private final MockWebServer server = new MockWebServer();
  private PipelineByHand leader;
  private PipelineByHand next;

  @BeforeEach
  void start() throws Exception {
    server.start(InetAddress.getLoopbackAddress(), 0);
    for (int i = 0; i < 10; i++) {
      server.enqueue(new MockResponse.Builder().build());
    }
    leader = agent("leader");
    leader.takeOver();
    see(leader, unhealthy(GC_CRITICAL));
    next = agent("next");
    pass(Duration.ofMinutes(1));
    see(leader, unhealthy(GC_CRITICAL));
    leader.step();
    leader.step();
    assertThat(told()).containsExactly("firing");

    see(next, unhealthy(GC_CRITICAL));
    next.step();
    pass(Duration.ofSeconds(10));
    leader.step();
    AlertStateFile left = new AlertStateFile(folder.resolve("lease.state"));
    await().until(() -> !left.load().told().isEmpty());
    next.takeOver();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private PipelineByHand agent(String name) throws Exception {
    AgentConfig config =
        AgentConfigKit.read(
            folder,
            """
            alerts: {state-file: '%1$s/%2$s.json'}
            lease: {file: '%1$s/lease', holder: %2$s}
            notifiers: {webhooks: [{name: people, url: 'http://127.0.0.1:%3$d/'}]}
            """
                .formatted(folder, name, server.getPort()));
    return new PipelineByHand(
        config,
        new RecordingMetrics(),
        clock,
        () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos(),
        () -> 0.0);
  }

  private void see(PipelineByHand agent, Verdict verdict) {
    agent.accept(judged(app(), clock.instant(), CheckId.GC_TIME, verdict));
  }

  private void pass(Duration time) {
    clock.advance(time);
  }

  /** The alert goes on for so long. */
  private void goOn(Duration time) {
    for (Duration passed = Duration.ZERO;
        passed.compareTo(time) < 0;
        passed = passed.plusMinutes(1)) {
      pass(Duration.ofMinutes(1));
      see(next, unhealthy(GC_CRITICAL));
      next.step();
    }
  }

  /** The condition ends, and the time for which the alert fires on passes. */
  private void end() {
    see(next, healthy());
    for (int i = 0; i < 3; i++) {
      next.step();
      pass(Duration.ofSeconds(70));
    }
    next.step();
  }

  private List<String> told() throws Exception {
    List<String> states = new ArrayList<>();
    for (RecordedRequest one = server.takeRequest(0, TimeUnit.SECONDS);
        one != null;
        one = server.takeRequest(0, TimeUnit.SECONDS)) {
      new ObjectMapper()
          .readTree(one.getBody().utf8())
          .get("alerts")
          .forEach(alert -> states.add(alert.get("status").asText()));
    }
    return states;
  }

  @Test
  void remindsOfItAtTheRepeatIntervalAndTellsItsEndOnce() throws Exception {
    goOn(REPEAT.minusMinutes(1));
    assertThat(told()).isEmpty();

    goOn(Duration.ofMinutes(2));
    assertThat(told()).containsExactly("firing");

    end();
    assertThat(told()).containsExactly("resolved");
  }

  @Test
  void tellsItsEndAlsoBeforeItHasHeldForLongEnoughHere() throws Exception {
    end();
    assertThat(told()).containsExactly("resolved");
  }
}
