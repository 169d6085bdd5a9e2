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
package io.firewarden.agent.config;

import io.firewarden.agent.config.AgentConfig.Alerts;
import io.firewarden.agent.config.AgentConfig.Applications;
import io.firewarden.agent.config.AgentConfig.Listen;
import io.firewarden.agent.config.AgentConfig.Metrics;
import io.firewarden.agent.config.AgentConfig.Poll;
import io.firewarden.agent.config.AgentConfig.Push;
import io.firewarden.alerts.threshold.InvalidThresholdsException;
import io.firewarden.alerts.threshold.Thresholds;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The configuration, read from a plain map with every fault noted. */
final class ConfigReader {
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);
  private static final int MAX_THREADS = 512;
  private static final int MAX_APPLICATIONS = 1_000_000;
  private static final int MAX_SERIES = 10_000_000;
  private static final long MAX_PUSH = 1L << 30;
  private static final int LOST_POLLS = 4;
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final Listen LISTEN = new Listen("127.0.0.1", 9475);

  private final List<String> faults = new ArrayList<>();
  private final Settings settings = new Settings();

  /** What was read, key by key. */
  List<Setting> settings() {
    return settings.all();
  }

  /** Reads the map. */
  AgentConfig read(Map<String, ?> map) throws InvalidConfigException {
    ConfigSection root = new ConfigSection("", map, faults, settings);
    String cluster = root.text("cluster", "default");
    Listen listen = root.listen("listen", LISTEN);
    URI external = root.url("external-url", null);
    URI grafana = grafana(root);
    Duration window = root.duration("window", WINDOW);
    Poll poll = poll(root.section("poll"));
    requireTwoReadings(root, window, poll);
    List<Access> access = AccessReader.read(root);
    Push push = push(root.section("push"));
    Sources sources = SourcesReader.read(root.section("sources"), push.tokenFile() != null);
    Applications applications = applications(root.section("applications"), poll, push);
    Metrics metrics = metrics(root.section("metrics"));
    Thresholds thresholds = thresholds(root);
    Alerts alerts = alerts(root.section("alerts"));
    Notifiers notifiers = NotifiersReader.read(root);
    Server server = ServerReader.read(root.section("server"));
    Peers peers = PeersReader.read(root);
    root.refuseUnknownKeys();
    refuseFaults();
    return new AgentConfig(
        cluster,
        listen,
        external == null ? derived(listen, server) : external,
        grafana,
        window,
        poll,
        sources,
        access,
        push,
        applications,
        metrics,
        thresholds,
        alerts,
        notifiers,
        server,
        peers);
  }

  private void refuseFaults() throws InvalidConfigException {
    if (!faults.isEmpty()) {
      throw new InvalidConfigException(faults);
    }
  }

  /** An empty text is how "no Grafana" is written out. */
  private static @Nullable URI grafana(ConfigSection root) {
    return "".equals(root.raw("grafana-url")) ? null : root.url("grafana-url", null);
  }

  /** A rate needs two readings. */
  private static void requireTwoReadings(ConfigSection root, Duration window, Poll poll) {
    if (window.compareTo(poll.interval().multipliedBy(2)) < 0) {
      root.fault(
          "window",
          "must be at least twice as long as poll.interval, which is "
              + shown(poll.interval())
              + ", but is "
              + shown(window));
    }
  }

  private static Poll poll(ConfigSection section) {
    Duration interval = section.duration("interval", Poll.DEFAULT.interval());
    Duration timeout = section.duration("timeout", Poll.DEFAULT.timeout());
    if (timeout.compareTo(MAX_TIMEOUT) > 0) {
      section.fault(
          "timeout", "must be at most " + shown(MAX_TIMEOUT) + ", but is " + shown(timeout));
    }
    long maxAnswer = section.bytes("max-answer", Poll.DEFAULT.maxAnswerBytes());
    Duration least =
        interval.compareTo(Poll.DEFAULT.idleInterval()) > 0
            ? interval
            : Poll.DEFAULT.idleInterval();
    Duration idle = section.duration("idle-interval", least);
    if (idle.compareTo(interval) < 0) {
      section.fault(
          "idle-interval",
          "must not be shorter than poll.interval, which is "
              + shown(interval)
              + ", but is "
              + shown(idle));
    }
    int concurrency = section.count("concurrency", Poll.DEFAULT.concurrency(), MAX_THREADS);
    int perHost = section.count("per-host", Poll.DEFAULT.perHost(), MAX_THREADS);
    section.refuseUnknownKeys();
    return new Poll(interval, timeout, maxAnswer, idle, concurrency, perHost);
  }

  private static Push push(ConfigSection section) {
    Path tokenFile = section.path("token-file", null);
    long maxBytes = section.bytes("max-size", Push.DEFAULT.maxBytes());
    long maxMemory = section.bytes("max-memory", Push.DEFAULT.maxMemory());
    int maxApplications =
        section.count("max-applications", Push.DEFAULT.maxApplications(), MAX_APPLICATIONS);
    Duration expire = section.duration("expire", Push.DEFAULT.expire());
    if (maxBytes > MAX_PUSH) {
      section.fault("max-size", "must be at most 1GiB, but is " + (maxBytes >> 20) + "MiB");
    }
    section.refuseUnknownKeys();
    return new Push(tokenFile, maxBytes, maxMemory, maxApplications, expire);
  }

  private static Applications applications(ConfigSection section, Poll poll, Push push) {
    Applications fallback = Applications.DEFAULT;
    Duration keep = section.duration("keep", fallback.keep());
    int maxEnded = section.count("max-ended", fallback.maxEnded(), MAX_APPLICATIONS);
    Duration lostAfter = section.duration("lost-after", fallback.lostAfter());
    notShorter(section, "keep", keep, "push.expire", push.expire());
    Duration polls = poll.interval().multipliedBy(LOST_POLLS);
    if (polls.compareTo(push.expire()) > 0) {
      notShorter(section, "lost-after", lostAfter, LOST_POLLS + " times poll.interval", polls);
    } else {
      notShorter(section, "lost-after", lostAfter, "push.expire", push.expire());
    }
    section.refuseUnknownKeys();
    return new Applications(keep, maxEnded, lostAfter);
  }

  private static Metrics metrics(ConfigSection section) {
    Metrics fallback = Metrics.DEFAULT;
    int all = section.count("series-limit", fallback.seriesLimit(), MAX_SERIES);
    int each =
        section.count("application-series-limit", fallback.applicationSeriesLimit(), MAX_SERIES);
    section.refuseUnknownKeys();
    return new Metrics(all, each);
  }

  private static void notShorter(
      ConfigSection section, String key, Duration value, String than, Duration least) {
    if (value.compareTo(least) < 0) {
      section.fault(
          key,
          "must not be shorter than "
              + than
              + ", which is "
              + shown(least)
              + ", but is "
              + shown(value));
    }
  }

  private Thresholds thresholds(ConfigSection root) {
    root.show("thresholds");
    try {
      return Thresholds.fromMap(root.map("thresholds"));
    } catch (InvalidThresholdsException e) {
      faults.addAll(e.faults());
      return Thresholds.ofDefaults();
    }
  }

  private static Alerts alerts(ConfigSection section) {
    Alerts fallback = Alerts.DEFAULT;
    Path stateFile =
        Objects.requireNonNullElse(
            section.path("state-file", fallback.stateFile()), fallback.stateFile());
    Duration resend = section.duration("resend-interval", fallback.resendInterval());
    Duration repeat = section.duration("repeat-interval", fallback.repeatInterval());
    Duration grace = section.duration("missing-data-grace", fallback.missingDataGrace());
    section.refuseUnknownKeys();
    return new Alerts(stateFile, resend, repeat, grace);
  }

  private static URI derived(Listen listen, Server server) {
    boolean any = Set.of("0.0.0.0", "::").contains(listen.host());
    Listen reached = any ? new Listen("127.0.0.1", listen.port()) : listen;
    return URI.create((server.tls() == null ? "http://" : "https://") + reached);
  }

  private static String shown(Duration duration) {
    return duration.toSeconds() + "s";
  }
}
