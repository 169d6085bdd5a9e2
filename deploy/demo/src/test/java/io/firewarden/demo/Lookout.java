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
package io.firewarden.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.firewarden.agent.Agent;
import io.firewarden.agent.config.AgentConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * An agent in this process that looks every second, and what it says of applications. Its time can
 * pass faster than it does: with {@code -Dfirewarden.real.time=true} it does not.
 */
final class Lookout implements AutoCloseable {
  static final Duration LONG = Duration.ofMinutes(4);

  private static final boolean REAL_TIME = Boolean.getBoolean("firewarden.real.time");

  /**
   * What it counts at most between two looks at its clock, and more than it takes until the next.
   */
  private static final Duration STEP = Duration.ofSeconds(20);

  private static final Duration STEP_TAKES = REAL_TIME ? STEP : Duration.ofMillis(1250);

  /** More than the silence after which an application is held for lost. */
  static final Duration LOST = Duration.ofMinutes(7);

  private final LeapingClock clock = new LeapingClock();
  private final Agent agent;

  private Lookout(AgentConfig config) {
    agent = new Agent(config, clock);
  }

  /**
   * Starts one.
   *
   * @param settings where it looks, as in its configuration
   */
  static Lookout start(Layout layout, String name, String settings) throws Exception {
    return start(layout, name, "", settings);
  }

  /** Starts one that takes pushes which show the token in a file. */
  static Lookout ofPushes(Layout layout, String name, Path token) throws Exception {
    return start(layout, name, ", token-file: " + token, "");
  }

  private static Lookout start(Layout layout, String name, String push, String settings)
      throws Exception {
    String text =
        """
        cluster: %s
        listen: 127.0.0.1:0
        poll: {interval: 1s, idle-interval: 1s, timeout: 4s}
        alerts: {state-file: %s}
        applications: {lost-after: 6m}
        push: {expire: 4s%s}
        %s
        """
            .formatted(AgentProcess.CLUSTER, layout.work().resolve(name + ".json"), push, settings);
    Lookout lookout = new Lookout(AgentConfig.read(layout.write(name + ".yaml", text)));
    lookout.agent.start();
    return lookout;
  }

  int port() {
    return agent.port();
  }

  /** What it says of an application of that name in a list, such as {@code ended}. */
  Optional<JsonNode> named(String list, String name) {
    return find(list, "name", name);
  }

  /** What it says of an application that it watches. */
  JsonNode running(String name) {
    return named("applications", name).orElseThrow(() -> new AssertionError(name + ": " + state()));
  }

  /** How long ago it was read, as is shown. */
  Duration age(String name) {
    Instant readAt = Instant.parse(running(name).path("readAt").asText());
    return Duration.between(readAt, clock.instant());
  }

  void awaitRead(String name) {
    awaitRead(name, "");
  }

  /** Until it is read, with its executors, at an address that has that part. */
  void awaitRead(String name, String address) {
    await(name + " is read")
        .atMost(LONG)
        .untilAsserted(
            () -> {
              JsonNode seen = running(name);
              assertThat(seen.path("current").asBoolean()).as("%s", seen).isTrue();
              assertThat(seen.path("source").asText()).contains(address);
              assertThat(seen.path("executors").asInt()).isPositive();
            });
  }

  /** Until that source has been read twice more. */
  void awaitMoreLooks(String source) {
    for (int look = 0; look < 2; look++) {
      String before = readAt(source);
      await(source + " is read again").atMost(LONG).until(() -> !readAt(source).equals(before));
    }
  }

  private String readAt(String source) {
    return find("sources", "source", source).map(of -> of.path("readAt").asText()).orElse("");
  }

  void awaitBlind(String source) {
    await(source + " cannot be read").atMost(LONG).until(() -> isBlind(source));
  }

  boolean isBlind(String source) {
    return find("sources", "source", source)
        .filter(of -> !of.path("error").asText("").isEmpty())
        .isPresent();
  }

  /**
   * Lets time pass in which these applications, if any, must stay known, and none of them be held
   * for ended.
   */
  void pass(Duration time, String... names) {
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(STEP)) {
      if (!REAL_TIME) {
        clock.leap(STEP);
      }
      await("nothing ends")
          .pollInterval(Duration.ofMillis(250))
          .during(STEP_TAKES)
          .atMost(STEP_TAKES.plus(Duration.ofSeconds(20)))
          .untilAsserted(() -> assertKnown(names));
    }
  }

  private void assertKnown(String... names) {
    for (String name : names) {
      assertThat(named("applications", name)).as(name).isPresent();
      assertThat(named("ended", name)).as(name).isEmpty();
    }
  }

  /** Waits for the end, and gives its reason. */
  String end(String name, String status) {
    await(name + " has ended")
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(named("ended", name).map(end -> end.path("finalStatus").asText()))
                    .as("%s", named("ended", name))
                    .contains(status));
    JsonNode end = named("ended", name).orElseThrow();
    assertThat(named("applications", name)).isEmpty();
    assertThat(end.path("durationSeconds").asDouble()).isPositive();
    return end.path("reason").asText();
  }

  private Optional<JsonNode> find(String list, String key, String value) {
    return StreamSupport.stream(state().path(list).spliterator(), false)
        .filter(each -> each.path(key).asText().equals(value))
        .findFirst();
  }

  private JsonNode state() {
    return Web.json(Web.local(agent.port(), "/api/v1/applications")).orElseThrow();
  }

  @Override
  public void close() {
    agent.close();
  }
}
