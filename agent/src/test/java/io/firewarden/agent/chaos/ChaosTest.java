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
package io.firewarden.agent.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Rounds of an hour of made-up time each, in which sources hang, lie and break off, clocks jump,
 * receivers are down and the agent is killed: no alert is lost, none is over while its cause goes
 * on, and none is told twice. {@code -Dchaos.rounds=1 -Dchaos.seed=...} plays one round again.
 */
class ChaosTest {
  private static final long SEED = Long.getLong("chaos.seed", 20261122L);
  private static final int ROUNDS = Integer.getInteger("chaos.rounds", 200);
  private static final int ENOUGH = 50;
  private static final int AT_ONCE = 4;

  private final Logger log = (Logger) LoggerFactory.getLogger("io.firewarden.agent");
  private final AtomicLong told = new AtomicLong();
  private final AtomicLong deaths = new AtomicLong();
  private final AtomicLong demands = new AtomicLong();
  private Level level = Level.INFO;

  @TempDir Path folder;

  @BeforeEach
  void complainQuietly() {
    level = log.getLevel();
    log.setLevel(ROUNDS == 1 ? Level.INFO : Level.OFF);
  }

  @AfterEach
  void complainAgain() {
    log.setLevel(level);
  }

  @Test
  void losesNothingResolvesNothingWronglyAndTellsNothingTwice(TestReporter reporter)
      throws Exception {
    ExecutorService players = Executors.newFixedThreadPool(AT_ONCE);
    List<Future<List<String>>> rounds = new ArrayList<>();
    try {
      for (int i = 0; i < ROUNDS; i++) {
        long seed = SEED + i;
        rounds.add(players.submit(() -> play(seed)));
      }
      List<String> faults = new ArrayList<>();
      for (Future<List<String>> round : rounds) {
        faults.addAll(round.get());
      }
      String figures =
          "%d rounds from seed %d: %d deaths, %d alerts due, %d accepted, %d rounds with faults"
              .formatted(ROUNDS, SEED, deaths.get(), demands.get(), told.get(), faults.size());
      reporter.publishEntry(figures);
      assertThat(String.join("\n\n", faults)).as(figures).isEmpty();
      if (ROUNDS >= ENOUGH) { // one round alone may be a quiet one
        assertThat(demands.get()).as("alerts due: " + figures).isGreaterThan(ROUNDS / 2);
        assertThat(deaths.get()).as("deaths: " + figures).isGreaterThan(ROUNDS / 2);
      }
    } finally {
      players.shutdownNow();
    }
  }

  private List<String> play(long seed) throws Exception {
    Path own = Files.createDirectory(folder.resolve("round-" + seed));
    Scenario scenario = new Scenario(seed);
    try (Round round = new Round(scenario, own)) {
      Truth truth = round.play();
      List<Heard> heard = round.heard();
      told.addAndGet(heard.size());
      deaths.addAndGet(truth.deaths.size());
      Oracle oracle = new Oracle(truth, heard);
      List<String> faults = new ArrayList<>(oracle.faults());
      demands.addAndGet(oracle.demands());
      round.alertsLeft().forEach(alert -> faults.add("is left in the end: " + alert));
      return faults.isEmpty()
          ? List.of()
          : List.of(
              "-Dchaos.rounds=1 -Dchaos.seed=%d\n %s%n %s"
                  .formatted(seed, String.join("\n ", faults), scenario));
    } catch (Exception | Error e) {
      throw new AssertionError("-Dchaos.rounds=1 -Dchaos.seed=" + seed + "\n" + scenario, e);
    }
  }
}
