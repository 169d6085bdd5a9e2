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

import io.firewarden.alerts.threshold.Thresholds;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the agent is told, complete and valid.
 *
 * @param cluster the {@code cluster} label of all that it exports
 * @param listen where its own pages are served
 * @param externalUrl where people reach those pages, for links in alerts
 * @param grafanaUrl where Grafana is, for links in alerts, or null
 * @param window the length of the window over which rates are taken
 * @param poll how sources are read
 * @param sources where applications are
 * @param access how protected servers are asked; of several for an address the first counts
 * @param push how pushed snapshots are taken in
 * @param applications how long it is told how an application ended
 * @param metrics how many series it exports
 * @param thresholds the limits
 * @param alerts the life of alerts
 * @param notifiers who is told
 * @param server how its own pages are protected
 * @param peers what it has to know of other agents
 */
public record AgentConfig(
    String cluster,
    Listen listen,
    URI externalUrl,
    @Nullable URI grafanaUrl,
    Duration window,
    Poll poll,
    Sources sources,
    List<Access> access,
    Push push,
    Applications applications,
    Metrics metrics,
    Thresholds thresholds,
    Alerts alerts,
    Notifiers notifiers,
    Server server,
    Peers peers) {

  public AgentConfig {
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(listen, "listen");
    Objects.requireNonNull(externalUrl, "externalUrl");
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(poll, "poll");
    Objects.requireNonNull(sources, "sources");
    access = List.copyOf(access);
    Objects.requireNonNull(push, "push");
    Objects.requireNonNull(applications, "applications");
    Objects.requireNonNull(metrics, "metrics");
    Objects.requireNonNull(thresholds, "thresholds");
    Objects.requireNonNull(alerts, "alerts");
    Objects.requireNonNull(notifiers, "notifiers");
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(peers, "peers");
  }

  /**
   * Reads a YAML file.
   *
   * @throws InvalidConfigException with every fault that it has
   */
  public static AgentConfig read(Path file) throws InvalidConfigException {
    return new ConfigReader().read(ConfigFile.read(file));
  }

  /** Nothing configured: every value its default. */
  public static AgentConfig ofDefaults() {
    try {
      return new ConfigReader().read(Map.of());
    } catch (InvalidConfigException e) {
      throw new IllegalStateException("the defaults are not valid", e);
    }
  }

  /**
   * A host and a port to bind.
   *
   * @param host host name or address; IPv6 without brackets
   * @param port 0 for any free one
   */
  public record Listen(String host, int port) {
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /**
   * How sources are read.
   *
   * @param interval from the start of one poll to the start of the next
   * @param timeout for one request, from connecting to the last byte
   * @param maxAnswerBytes the largest answer that is read
   * @param idleInterval the interval for an application in which nothing has run for a while
   * @param concurrency how many sources may be read at a time
   * @param perHost how many of them may be behind one server
   */
  public record Poll(
      Duration interval,
      Duration timeout,
      long maxAnswerBytes,
      Duration idleInterval,
      int concurrency,
      int perHost) {
    public static final Poll DEFAULT =
        new Poll(
            Duration.ofSeconds(15), Duration.ofSeconds(5), 64L << 20, Duration.ofMinutes(1), 32, 8);

    private static final int STALE_POLLS = 3;

    /** How old a reading may be to tell of now: some polls may be missed. */
    public Duration staleAfter() {
      return staleAfter(interval);
    }

    /** The same for a source that is read at an interval of its own. */
    public Duration staleAfter(Duration own) {
      return own.multipliedBy(STALE_POLLS).plus(timeout);
    }
  }

  /**
   * How pushed snapshots are taken in.
   *
   * @param tokenFile the file with the token that pushes must show, or null when there is none
   * @param maxBytes the largest snapshot that is read, as it comes and when it is unpacked; the
   *     default has room for twice as many as {@link io.firewarden.model.SnapshotLimits} allows
   * @param maxMemory how many bytes the JSON of all applications that push may have together
   * @param maxApplications how many applications may push
   * @param expire how long after the last push an application's health is not known any more
   */
  public record Push(
      @Nullable Path tokenFile,
      long maxBytes,
      long maxMemory,
      int maxApplications,
      Duration expire) {
    /** Some snapshots of each application are kept, so that they may take up half of the heap. */
    private static final int SHARE_OF_HEAP = 8;

    public static final Push DEFAULT =
        new Push(
            null,
            64L << 20,
            Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP,
            10_000,
            Duration.ofMinutes(1));
  }

  /**
   * What becomes of applications that end.
   *
   * @param keep how long it is told how one ended, or that it fell silent
   * @param maxEnded how many that ended are kept; of more, the first to end go
   * @param lostAfter how long one of which nobody says that it runs may be silent until it is held
   *     for lost
   */
  public record Applications(Duration keep, int maxEnded, Duration lostAfter) {
    public static final Applications DEFAULT =
        new Applications(Duration.ofHours(24), 1000, Duration.ofMinutes(15));
  }

  /**
   * How many series {@code /metrics} has. What is about an application as a whole counts, but is
   * never left out; nor is what the agent tells of itself.
   *
   * @param seriesLimit all of them together
   * @param applicationSeriesLimit those of one application
   */
  public record Metrics(int seriesLimit, int applicationSeriesLimit) {
    public static final Metrics DEFAULT = new Metrics(250_000, 5000);
  }

  /**
   * Some ports.
   *
   * @param first the lowest
   * @param last the highest; included
   */
  public record PortRange(int first, int last) {
    /** {@code spark.ui.port} and the {@code spark.port.maxRetries} after it, by default. */
    public static final PortRange SPARK_UI = new PortRange(4040, 4056);
  }

  /**
   * The life of alerts.
   *
   * @param stateFile where it survives a restart
   * @param resendInterval how often a firing alert is sent to Alertmanager again
   * @param repeatInterval how often a firing alert is sent to a webhook again
   * @param missingDataGrace how long a firing alert stays when its application cannot be read
   */
  public record Alerts(
      Path stateFile, Duration resendInterval, Duration repeatInterval, Duration missingDataGrace) {
    public static final Alerts DEFAULT =
        new Alerts(
            Path.of("firewarden-state.json"),
            Duration.ofMinutes(1),
            Duration.ofHours(4),
            Duration.ofMinutes(15));

    /** Where it survives a restart which applications ran and have ended: beside the other. */
    public Path historyFile() {
      String name = stateFile.toAbsolutePath().getFileName().toString();
      int dot = name.lastIndexOf('.');
      int end = dot <= 0 ? name.length() : dot;
      return stateFile.resolveSibling(
          name.substring(0, end) + "-applications" + name.substring(end));
    }
  }
}
