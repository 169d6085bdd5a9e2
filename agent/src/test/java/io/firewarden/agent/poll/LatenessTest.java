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
package io.firewarden.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.firewarden.agent.config.AgentConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LatenessTest extends PollerKit {
  private static final Duration LATE = Duration.ofMillis(7501);

  private final Lateness lateness = new Lateness(AgentConfig.Poll.DEFAULT);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Lateness.class);
  private long now = Long.MAX_VALUE - 5; // it may overflow

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(log);
  }

  @Test
  void saysWhichSettingHoldsManyServersUp() {
    rounds(Lateness.ROUNDS, LATE);
    assertThat(said()).isEmpty();
    rounds(1, LATE);

    assertThat(said())
        .containsExactly(
            "WARN polls of 2 servers start up to 7.501 s late: poll.concurrency is 32, and answers"
                + " take too long for that, or the processor is full; raise it, or poll.interval,"
                + " or split the applications by shard");
  }

  @Test
  void saysWhichSettingHoldsOneServerUp() {
    for (int i = 0; i <= Lateness.ROUNDS; i++) {
      start("proxy:9099", LATE);
      start("other:4040", Duration.ZERO);
      now += INTERVAL.toNanos();
    }

    assertThat(said()).singleElement().asString().contains("proxy:9099", "poll.per-host is 8");
  }

  @Test
  void saysItOnceAndAgainAfterItWasOver() {
    rounds(10, LATE);
    rounds(2, Duration.ZERO);
    assertThat(said()).hasSize(2).last().isEqualTo("INFO polls start in time again");
    rounds(10, LATE);

    assertThat(said()).hasSize(3);
  }

  @Test
  void saysNothingOfHalfAnIntervalAndOfSomeRounds() {
    rounds(10, LATE.minusMillis(1));
    rounds(Lateness.ROUNDS - 1, LATE);
    rounds(1, Duration.ZERO);
    rounds(Lateness.ROUNDS - 1, LATE);
    rounds(2, Duration.ZERO);

    assertThat(said()).isEmpty();
  }

  @Test
  void showsTheLatestStartOfLate() {
    assertThat(lateness.latest(now)).isZero();
    start("a:4040", Duration.ofSeconds(-1));
    assertThat(lateness.latest(now)).isZero();
    start("a:4040", Duration.ofSeconds(3));
    start("a:4040", Duration.ofSeconds(2));
    assertThat(lateness.latest(now)).isEqualTo(Duration.ofSeconds(3));
    rounds(1, Duration.ofSeconds(1));
    rounds(1, Duration.ofSeconds(1));
    assertThat(lateness.latest(now)).isEqualTo(Duration.ofSeconds(3));
    rounds(1, Duration.ofSeconds(1));
    assertThat(lateness.latest(now)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void forgetsWhenNobodyIsPolledAnyMore() {
    rounds(2, LATE);
    now += Lateness.NOBODY.minus(INTERVAL).toNanos();
    assertThat(lateness.latest(now)).isEqualTo(LATE);
    now++;
    assertThat(lateness.latest(now)).isZero();
  }

  @Test
  void hearsOfAPollThatHasToWaitForAnother() {
    int[] polls = {0};
    finds(List.of(driver(A, "app-1"), driver(B, "app-2")), List.of(), Set.of());
    answers(B, "app-2");
    readings.put(
        A,
        () -> {
          timer.pass(Duration.ofSeconds(polls[0]++ == 0 ? 0 : 3));
          return read(A, "app-1", null);
        });
    Poller poller = poller(List.of(master()), told::add);
    poller.start();
    timer.advance(INTERVAL.minusSeconds(1));
    assertThat(poller.lateness()).isZero();
    timer.advance(Duration.ofSeconds(2));
    assertThat(poller.lateness()).isEqualTo(Duration.ofSeconds(3));
  }

  private void rounds(int count, Duration late) {
    for (int i = 0; i < count; i++) {
      start("a:4040", late);
      start("b:4040", late);
      now += INTERVAL.toNanos();
    }
  }

  private void start(String server, Duration late) {
    lateness.started(server, now - late.toNanos(), now, INTERVAL);
  }

  private List<String> said() {
    return log.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }
}
