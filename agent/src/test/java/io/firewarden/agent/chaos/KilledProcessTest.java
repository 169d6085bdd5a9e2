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
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole agent in a process of its own, killed by SIGKILL again and again, between drivers that
 * answer badly now and then and receivers that lose answers.
 */
class KilledProcessTest {
  private static final int KILLS = Integer.getInteger("chaos.kills", 5);
  private static final int DRIVERS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private final Random random = new Random(Long.getLong("chaos.seed", 20261122L));
  private final Clocks clocks = new Clocks(Instant.EPOCH);
  private final Spell always = new Spell(Instant.EPOCH, Instant.MAX);
  private final FakeReceiver webhook =
      new FakeReceiver(
          Trouble.WEBHOOK,
          List.of(new Trouble(Trouble.Kind.LOSES_ANSWERS, Trouble.WEBHOOK, always, true)),
          clocks,
          random.nextLong());
  private final List<MoodyDriver> drivers =
      IntStream.range(0, DRIVERS)
          .mapToObj(i -> new MoodyDriver("app-" + i, random.nextLong()))
          .toList();
  private final Map<String, Integer> recoveries = new ConcurrentHashMap<>();

  @BeforeEach
  void open() throws IOException {
    webhook.open();
    drivers.forEach(Web::open);
    Files.writeString(
        folder.resolve("config.yaml"),
        """
        listen: 127.0.0.1:0
        window: 10s
        poll: {interval: 1s, timeout: 2s}
        sources: {drivers: [%s]}
        alerts: {state-file: '%s', missing-data-grace: 5m}
        notifiers: {webhooks: [{name: hook, url: '%s/'}]}
        """
            .formatted(
                drivers.stream().map(d -> "'" + d.url() + "'").collect(Collectors.joining(", ")),
                folder.resolve("state.json"),
                webhook.url()));
  }

  @AfterEach
  void close() {
    webhook.close();
    drivers.forEach(Web::close);
  }

  private Process begin() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "io.firewarden.agent.Main",
            "run",
            "--config",
            folder.resolve("config.yaml").toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("agent.log").toFile()))
        .start();
  }

  /** Waits until a process has asked each driver a few times. */
  private void awaitPolls() {
    Map<String, Long> before = new HashMap<>();
    drivers.forEach(driver -> before.put(driver.id, driver.asked.get()));
    await()
        .atMost(PATIENCE)
        .until(() -> drivers.stream().allMatch(d -> d.asked.get() > before.get(d.id) + 5));
  }

  private void change(MoodyDriver driver, boolean ill) {
    if (driver.ill && !ill) {
      recoveries.merge(driver.id, 1, Integer::sum);
    }
    driver.ill = ill;
  }

  /** All but the first are ill now and then. */
  private void changeSome() {
    drivers.stream().skip(1).forEach(driver -> change(driver, random.nextBoolean()));
  }

  @Test
  void losesNothingWhenTheWholeAgentIsKilledAtAnyMoment() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      changeSome();
      Process process = begin();
      try {
        awaitPolls();
        Thread.sleep(random.nextInt(1500));
        changeSome();
        Thread.sleep(random.nextInt(1500));
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    drivers.forEach(driver -> driver.moody = false);
    changeSome();
    Process survivor = begin();
    try {
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(firing()).isEqualTo(ill()));
      drivers.forEach(driver -> change(driver, false));
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(firing()).isEmpty());
    } finally {
      survivor.destroyForcibly().waitFor();
    }
    List<Heard> heard = heard();
    assertThat(heard).noneMatch(one -> one.application().equals("app-0"));
    nothingBeginsAgainAfterItsEnd(heard);
    nothingIsToldOftenerThanIsLost(heard);
    nothingIsOverThatGoesOn(heard);
  }

  /** Of applications; that a driver cannot be read for two minutes may happen too. */
  private List<Heard> heard() {
    return webhook.heard().stream().filter(one -> !one.application().isEmpty()).toList();
  }

  private Set<String> ill() {
    return drivers.stream()
        .filter(driver -> driver.ill)
        .map(driver -> driver.id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whose alert fires, for all that the receiver knows. */
  private Set<String> firing() {
    Map<String, Boolean> last = new HashMap<>();
    heard().forEach(one -> last.put(one.application(), one.firing()));
    return last.keySet().stream().filter(last::get).collect(Collectors.toCollection(TreeSet::new));
  }

  private static void nothingBeginsAgainAfterItsEnd(List<Heard> heard) {
    Set<String> over = new TreeSet<>();
    for (Heard one : heard) {
      String firing = one.application() + " " + one.startsAt();
      if (one.firing()) {
        assertThat(over).doesNotContain(firing);
      } else {
        over.add(firing);
      }
    }
  }

  /** Once more for each lost answer; and what was being told at a kill, once. */
  private static void nothingIsToldOftenerThanIsLost(List<Heard> heard) {
    Map<String, Integer> times = new HashMap<>();
    for (Heard one : heard) {
      if (one.answered()) {
        times.merge(one.labels() + " " + one.startsAt() + " " + one.firing(), 1, Integer::sum);
      }
    }
    assertThat(times.values().stream().mapToInt(n -> n - 1).sum())
        .isLessThanOrEqualTo(KILLS * DRIVERS);
    assertThat(times.values()).allMatch(n -> n <= 3);
  }

  /** There are not more ends than recoveries. */
  private void nothingIsOverThatGoesOn(List<Heard> heard) {
    Map<String, Set<Instant>> ends = new HashMap<>();
    heard.stream()
        .filter(one -> !one.firing())
        .forEach(
            one ->
                ends.computeIfAbsent(one.application(), id -> new TreeSet<>()).add(one.startsAt()));
    ends.forEach(
        (id, starts) ->
            assertThat(starts).as(id).hasSizeLessThanOrEqualTo(recoveries.getOrDefault(id, 0)));
  }
}
