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

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.AgentConfig.PortRange;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.StandaloneMasters;
import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.notify.Delivery;
import io.firewarden.agent.notify.PipelineMetrics;
import io.firewarden.agent.poll.Place;
import io.firewarden.agent.source.ClientByHand;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.RestSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/** One round: a scenario, played by real parts of the agent between servers that misbehave. */
final class Round implements AutoCloseable {
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final int MAX_ANSWER = 200_000;
  private static final PortRange NO_PORT = new PortRange(9, 9);

  private final Scenario scenario;
  private final Path folder;
  private final Random random;
  private final Clocks clocks = new Clocks(Scenario.START);
  private final Truth truth;
  private final Map<Subject, FakeDriver> drivers = new LinkedHashMap<>();
  private final FakeMaster master;
  private final FakeReceiver webhook;
  private final FakeReceiver alertmanager;
  private final AgentConfig config;
  private final Deque<Scenario.Jump> jumps = new ArrayDeque<>();
  private final Deque<Scenario.Kill> kills = new ArrayDeque<>();

  private LivingAgent agent;
  private Mortal mortal = new Mortal();
  private Instant bornAt = Scenario.START;
  private Instant nextLife = Scenario.START;
  private int written;
  private int writtenBefore;

  Round(Scenario scenario, Path folder) throws Exception {
    this.scenario = scenario;
    this.folder = folder;
    this.random = new Random(scenario.seed + 1);
    this.truth = new Truth(scenario, clocks);
    scenario.jumps.stream().sorted(Comparator.comparing(Scenario.Jump::at)).forEach(jumps::add);
    scenario.kills.stream().sorted(Comparator.comparing(Scenario.Kill::at)).forEach(kills::add);
    for (Subject subject : scenario.subjects) {
      int next = (scenario.subjects.indexOf(subject) + 1) % scenario.subjects.size();
      FakeDriver driver =
          new FakeDriver(
              subject, scenario.subjects.get(next), scenario.of(subject.id()), clocks.time());
      drivers.put(subject, driver);
      truth.addresses.put(subject.id(), driver.url());
    }
    master = new FakeMaster(drivers, scenario.of(Trouble.MASTER), clocks.time());
    webhook = receiver(Trouble.WEBHOOK, 2);
    alertmanager = receiver(Trouble.ALERTMANAGER, 3);
    servers().forEach(Web::open);
    config = config();
  }

  private FakeReceiver receiver(String name, int number) {
    return new FakeReceiver(name, scenario.of(name), clocks, scenario.seed + number);
  }

  private Stream<Web> servers() {
    return Stream.concat(drivers.values().stream(), Stream.of(master, webhook, alertmanager));
  }

  private AgentConfig config() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            cluster: chaos
            window: 2m
            poll: {interval: 30s, timeout: 1s}
            alerts: {state-file: '%s', repeat-interval: 20m, missing-data-grace: 5m}
            notifiers:
              webhooks: [{name: hook, url: '%s/'}]
              alertmanagers: [{url: '%s'}]
            """
                .formatted(state(""), webhook.url(), alertmanager.url()));
    return AgentConfig.read(file);
  }

  private Path state(String suffix) {
    return folder.resolve("state.json" + suffix);
  }

  /** Plays the whole scenario. */
  Truth play() throws IOException {
    while (clocks.now().isBefore(Scenario.END)) {
      jumpIfDue();
      fillDisk();
      if (agent == null && !clocks.now().isBefore(nextLife)) {
        beBorn();
      }
      if (agent != null) {
        live();
      }
      clocks.advance(STEP);
    }
    truth.lives.add(new Spell(bornAt, clocks.now()));
    return truth;
  }

  /** All that the receivers have accepted. */
  List<Heard> heard() {
    List<Heard> all = new ArrayList<>(webhook.heard());
    all.addAll(alertmanager.heard());
    return all;
  }

  /** What still fires at the end, for all that the agent knows. */
  List<String> alertsLeft() {
    return agent.alerts().stream()
        .filter(alert -> alert.resolvedAt() == null)
        .map(alert -> alert.labels().toString())
        .toList();
  }

  private void jumpIfDue() {
    while (!jumps.isEmpty() && !jumps.peek().at().isAfter(clocks.now())) {
      Scenario.Jump next = jumps.remove();
      clocks.jump(next.by(), next.looks());
    }
  }

  /** A folder in the place of the file that is to be written. */
  private void fillDisk() throws IOException {
    Path obstacle = state(".tmp");
    boolean full = scenario.of(Trouble.DISK).stream().anyMatch(each -> each.isAt(clocks.now()));
    if (full && !Files.isDirectory(obstacle)) {
      Files.deleteIfExists(obstacle);
      Files.createDirectory(obstacle);
      Files.createFile(obstacle.resolve("x"));
    } else if (!full && Files.isDirectory(obstacle)) {
      Files.delete(obstacle.resolve("x"));
      Files.delete(obstacle);
    }
  }

  private void live() throws IOException {
    Scenario.Kill kill = kills.peek();
    if (kill != null && clocks.now().isAfter(kill.at().plusSeconds(60))) {
      mortal.die();
    } else if (kill != null
        && !kill.at().isAfter(clocks.now())
        && kill.at().isAfter(clocks.now().minus(STEP))) {
      mortal.dieAfter(kill.touches());
    }
    agent.step();
    if (mortal.isDead()) {
      bury(kills.remove());
    }
  }

  private void beBorn() {
    mortal = new Mortal();
    bornAt = clocks.now();
    kills.removeIf(kill -> kill.at().isBefore(bornAt));
    webhook.hears(mortal);
    alertmanager.hears(mortal);
    Instant origin = Scenario.START;
    RestClient client =
        ClientByHand.of(
            TIMEOUT, MAX_ANSWER, () -> Duration.between(origin, clocks.now()).toNanos());
    agent =
        new LivingAgent(
            config,
            client,
            clock -> places(client, clock),
            metrics(mortal),
            clocks,
            truth.readings,
            mortal,
            random);
    agent.start();
  }

  private List<Place> places(RestClient client, InstantSource clock) {
    List<Discovery> all = new ArrayList<>();
    if (scenario.listed) {
      all.add(new StandaloneMasters(client, List.of(master.url()), NO_PORT, List.of()));
    } else {
      drivers.values().forEach(driver -> all.add(new StaticDrivers(List.of(driver.url()))));
    }
    return all.stream()
        .map(
            each ->
                new Place(
                    each,
                    each,
                    (URI at) -> new RestSource(client, at, TIMEOUT.multipliedBy(2), clock)))
        .toList();
  }

  private PipelineMetrics metrics(Mortal of) {
    return new PipelineMetrics() {
      @Override
      public void notifier(String name) {}

      @Override
      public void notified(String notifier, Delivery what) {
        of.touch();
      }

      @Override
      public void stateWritten(boolean success) {
        if (success) {
          writtenBefore = written;
          written = webhook.heard().size();
          truth.readings.written();
        }
        of.touch();
      }

      @Override
      public void handedOver(boolean success) {}

      @Override
      public void alertsDropped(long more) {}
    };
  }

  private void bury(Scenario.Kill kill) throws IOException {
    agent.close();
    agent = null;
    truth.readings.died(clocks.now());
    nextLife = clocks.now().plus(kill.downFor());
    truth.lives.add(new Spell(bornAt, clocks.now()));
    if (random.nextInt(3) == 0 && Files.exists(state("")) && !Files.isDirectory(state(".tmp"))) {
      tear(state(""), state(".tmp")); // it died amid writing
    }
    boolean torn = kill.torn() && Files.exists(state("")) && Files.exists(state(".bak"));
    if (torn) {
      tear(state(""), state(""));
    }
    List<Heard> told = webhook.heard();
    Set<SortedMap<String, String>> unwritten = new HashSet<>();
    told.subList(torn ? writtenBefore : written, told.size())
        .forEach(one -> unwritten.add(one.labels()));
    truth.deaths.add(new Truth.Death(clocks.now(), torn, unwritten));
  }

  private void tear(Path whole, Path torn) throws IOException {
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(torn, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.close();
    }
    servers().forEach(Web::close);
  }
}
