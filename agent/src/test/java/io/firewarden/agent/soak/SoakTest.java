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
package io.firewarden.agent.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.poll.Clockwork;
import io.firewarden.agent.source.ClockedClients;
import io.firewarden.agent.source.RestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A day of an agent's life, of which a fake clock makes a minute: ten thousand applications come
 * and go in every way that there is. When the last of them is forgotten, nothing is left of them.
 */
class SoakTest {
  private static final int APPLICATIONS =
      Integer.getInteger("firewarden.soak.applications", 10_000);
  private static final int BEFORE = 120;
  private static final int ENDED_KEPT = 500;
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration STEP = Duration.ofSeconds(30);
  private static final Duration RETENTION = DAY.plusHours(2);
  private static final Duration MOMENT = Duration.ofMillis(200);
  private static final int STEPS_A_TICK = 2;
  private static final int STEPS_A_SCRAPE = 20;

  /** What libraries and the JVM itself keep of what they were used for; 0.6 MiB were seen. */
  private static final long NOISE_BYTES = 1 << 20;

  /** The client keeps five idle connections, of which both ends are in this process. */
  private static final long IDLE_SOCKETS = 12;

  /** What is about one application, or about the place where it is, and of nothing else. */
  private static final Set<String> OF_ONE_APPLICATION =
      Set.of(
          "agent.poll.Watch",
          "agent.poll.PushedWatch",
          "agent.fleet.Endings$End",
          "agent.poll.Removals",
          "agent.poll.Lanes$Lane",
          "agent.poll.ToldEndings$Told",
          "agent.fleet.Fleet$ApplicationView",
          "agent.page.Timeline$History",
          "agent.source.RestSource",
          "agent.source.RestSession",
          "agent.source.LocalityLedger",
          "agent.alert.Alert",
          "agent.alert.NotificationLog$Told",
          "model.Application",
          "model.ApplicationSnapshot");

  /** What there may be one or a few of for each application that is not forgotten. */
  private static final Set<String> BOUNDED =
      Set.of(
          "agent.poll.Watch",
          "agent.fleet.Endings$End",
          "agent.poll.Removals",
          "agent.fleet.Fleet$SourceView",
          "agent.page.Timeline$History",
          "agent.http.metrics.PollCounts$Counts",
          "agent.source.Breakers$Breaker",
          "agent.source.RestSession");

  @TempDir private Path folder;

  private final Clockwork clock = new Clockwork();
  private final RestClient client = ClockedClients.of(Duration.ofSeconds(5), clock);
  private final RestClient hasty = ClockedClients.of(Duration.ofMillis(40), clock);
  private final Town town = new Town(clock, client, hasty);
  private final Receiver receiver = new Receiver();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.firewarden");
  private final ListAppender<ILoggingEvent> errors = new ListAppender<>();
  private SoakedAgent agent;
  private Listeners listeners;
  private long steps;

  @BeforeEach
  void listenForErrors() {
    logger.setLevel(Level.ERROR);
    errors.start();
    logger.addAppender(errors);
  }

  @AfterEach
  void end() {
    logger.detachAppender(errors);
    logger.setLevel(null);
    if (agent != null) {
      agent.close();
    }
    town.close();
    receiver.close();
    client.close();
    hasty.close();
  }

  @Test
  void keepsNothingOfTenThousandApplicationsThatCameAndWent() throws Exception {
    begin();
    rest(RETENTION);
    Footprint before = Footprint.of(state());
    Map<String, Integer> seriesBefore = series();

    live(APPLICATIONS, DAY);
    assertBounds();
    rest(RETENTION);
    Map<String, Integer> series = series();
    Footprint after = Footprint.of(state());
    // Not earlier: to make these takes much memory.
    SoftAssertions all = new SoftAssertions();
    all.assertThat(town.born()).isEqualTo(BEFORE + APPLICATIONS);
    all.assertThat(receiver.resolved()).isGreaterThan(APPLICATIONS / 20);
    all.assertThat(receiver.open()).isEmpty();
    all.assertThat(before.objects()).doesNotContainKeys(full(OF_ONE_APPLICATION));
    all.assertThat(after.objects()).doesNotContainKeys(full(OF_ONE_APPLICATION));
    all.assertThat(after.grownSince(before)).isEmpty();
    all.assertThat(series).isEqualTo(seriesBefore);
    all.assertThat(after.heap() - before.heap())
        .as(after.mostSince(before))
        .isLessThan(NOISE_BYTES);
    all.assertThat(after.files()).isLessThanOrEqualTo(before.files() + IDLE_SOCKETS);
    all.assertThat(after.threadsSince(before)).isEmpty();
    all.assertThat(after.written()).isNotEmpty().isEqualTo(before.written());
    all.assertThat(errors.list).isEmpty();
    all.assertAll();
  }

  /** How many there are by name, but of failures: their codes are told apart for good, up to 50. */
  private Map<String, Integer> series() {
    Map<String, Integer> counts = new TreeMap<>(agent.scrape().counts());
    counts.remove("firewarden_poll_failures_total");
    return counts;
  }

  private static String[] full(Set<String> classes) {
    return classes.stream().map(name -> name("io.firewarden." + name)).toArray(String[]::new);
  }

  /** Fails when there is no such class any more: nothing would be counted. */
  private static String name(String name) {
    try {
      return Class.forName(name).getName();
    } catch (ClassNotFoundException e) {
      throw new AssertionError("a class that is counted has another name now", e);
    }
  }

  private Path state() {
    return folder.resolve("state");
  }

  private void begin() throws Exception {
    AgentConfig config =
        AgentConfig.read(
            Files.writeString(
                folder.resolve("agent.yaml"),
                """
                listen: 127.0.0.1:0
                poll: {interval: 30s}
                applications: {max-ended: %d}
                alerts: {state-file: %s}
                notifiers: {webhooks: [{name: on-call, url: "%s"}]}
                """
                    .formatted(ENDED_KEPT, state().resolve("alerts.json"), receiver.url())));
    agent = new SoakedAgent(config, clock, town.discoveries(), town::source);
    listeners = new Listeners(agent, clock);
    for (int i = 0; i < BEFORE; i++) {
      town.bear();
    }
    clock.advance(Duration.ofMinutes(2)); // what the first look finds must be forgotten too
    agent.start();
  }

  /** Lets time pass in which applications are submitted, one after the other. */
  private void live(int applications, Duration duration) {
    long all = duration.dividedBy(STEP);
    int before = town.born();
    for (long done = 1; done <= all; done++) {
      while (town.born() - before < applications * done / all) {
        town.bear();
      }
      step();
    }
  }

  /** Lets time pass in which none is. */
  private void rest(Duration duration) {
    live(0, duration);
  }

  private void step() {
    town.step();
    listeners.push(town.lives());
    clock.advance(STEP);
    steps++;
    if (steps % STEPS_A_TICK == 0 && !isTold()) {
      // Fake time would be over before the threads that tell have come to it.
      await()
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofMinutes(1))
          .until(this::isTold);
    }
    if (steps % STEPS_A_SCRAPE == 0) {
      agent.scrape();
    }
  }

  /** While they come and go no more is kept of them than is configured. */
  private void assertBounds() {
    Scrape scrape = agent.scrape();
    Set<String> known = new HashSet<>();
    agent.fleet().applications().forEach(view -> known.add(view.application().id()));
    assertThat(agent.fleet().ended()).hasSize(ENDED_KEPT);
    agent.fleet().ended().forEach(view -> known.add(view.application().id()));
    assertThat(scrape.applicationsOf("firewarden_application_poll_seconds"))
        .isNotEmpty()
        .isSubsetOf(known)
        .hasSizeLessThanOrEqualTo(town.lives().size());
    agent.fleet().pending().forEach(view -> known.add(view.application().id()));
    assertThat(scrape.allApplications()).isSubsetOf(known);
    long most = ENDED_KEPT + 3L * town.lives().size();
    Map<String, Long> objects = Footprint.of(state()).objects();
    for (String name : full(BOUNDED)) {
      assertThat(objects.getOrDefault(name, 0L)).as(name).isLessThanOrEqualTo(most);
    }
  }

  private boolean isTold() {
    clock.advance(MOMENT); // for who waits until he tries again
    agent.tick();
    return receiver.knows(agent.alerts());
  }
}
