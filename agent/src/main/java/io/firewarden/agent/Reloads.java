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
package io.firewarden.agent;

import io.firewarden.agent.config.InvalidConfigException;
import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.http.ReloadAnswer;
import io.firewarden.agent.http.metrics.AgentMetrics;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.ObservationSink;
import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.Scope;
import io.firewarden.alerts.check.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readings of the configuration after the first: when its file has changed, when somebody asks,
 * and when the process is sent SIGHUP. A file that is not valid changes nothing; that is a metric,
 * and an alert until it is mended.
 */
public final class Reloads implements AutoCloseable {
  /** The alert about a configuration that could not be taken over. */
  public static final AlertDefinition INVALID =
      new AlertDefinition(
          "FirewardenConfigInvalid", Severity.WARNING, Scope.AGENT, Duration.ofMinutes(2));

  private static final Logger log = LoggerFactory.getLogger(Reloads.class);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 1 << 20;

  /** Takes a configuration over. */
  interface Target {
    /** Wholly or not at all. */
    void reload(LoadedConfig wanted) throws InvalidConfigException;
  }

  /** Reads the configuration's file. */
  public interface Source {
    /** Reads it now. */
    LoadedConfig read() throws InvalidConfigException;
  }

  private final @Nullable Path file;
  private final Source source;
  private final Target target;
  private final InstantSource clock;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "config-watch");
            thread.setDaemon(true);
            return thread;
          });
  private ObservationSink sink = observation -> {};
  private byte[] seen;
  private byte[] lookedAt;
  private List<String> faults = List.of();
  private volatile boolean successful = true;
  private volatile Instant succeededAt;

  Reloads(
      LoadedConfig loaded,
      Source source,
      Target target,
      AgentMetrics metrics,
      InstantSource clock) {
    this.file = loaded.file();
    this.source = source;
    this.target = target;
    this.clock = clock;
    this.succeededAt = clock.instant();
    this.seen = content();
    this.lookedAt = seen;
    metrics.reloads(loaded.config().cluster(), () -> successful, () -> succeededAt);
  }

  /**
   * Begins to watch the file.
   *
   * @param told hears of a configuration that is not valid, as long as it is not
   */
  @SuppressWarnings("FutureReturnValueIgnored") // look lets nothing out
  synchronized void start(ObservationSink told) {
    sink = told;
    if (file != null) {
      looks.scheduleWithFixedDelay(
          this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Reloads because somebody asks by HTTP. */
  public ReloadAnswer requested() {
    return reload("by request");
  }

  /** Reads the file and takes it over. */
  public synchronized ReloadAnswer reload(String because) {
    if (file == null) {
      return new ReloadAnswer(List.of("this agent has no file to read its configuration from"));
    }
    seen = content();
    try {
      target.reload(source.read());
      if (!successful) {
        log.info("{} is valid again", file);
      }
      log.info("{} was taken over, {}", file, because);
      faults = List.of();
      succeededAt = clock.instant();
      successful = true;
      sink.accept(new Observation.Mended(INVALID, succeededAt));
    } catch (InvalidConfigException e) {
      successful = false;
      faults = e.faults();
      log.warn(
          "{} was not taken over, {}; the configuration from before holds on: {}",
          file,
          because,
          String.join("; ", faults));
      tell();
    }
    return new ReloadAnswer(faults);
  }

  /**
   * Reloads when the file has changed; its content counts, for its time may stay the same. What was
   * not so at the look before is left for the next: it may be half written, and valid all the same.
   */
  synchronized void look() {
    try {
      byte[] now = content();
      boolean settled = Arrays.equals(lookedAt, now);
      lookedAt = now;
      if (settled && !Arrays.equals(seen, now)) {
        reload("because it has changed");
      } else if (!successful) {
        tell();
      }
    } catch (Throwable e) { // the schedule would end for ever
      log.error("{} could not be looked at; trying again", file, e);
    }
  }

  private void tell() {
    sink.accept(
        new Observation.Fault(
            INVALID,
            "The configuration " + file + " is not valid; the one from before holds on",
            String.join("\n", faults),
            clock.instant()));
  }

  private byte[] content() {
    if (file == null) {
      return new byte[0];
    }
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
