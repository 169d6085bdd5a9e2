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

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertStateFile;
import io.firewarden.agent.alert.AlertTracker;
import io.firewarden.agent.alert.NotificationLog;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.ObservationSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from an observation to the people on call: takes observations in, moves the alerts along,
 * has them written down by one thread, and then each notifier told by a thread of its own.
 */
public final class AlertPipeline implements ObservationSink, AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(AlertPipeline.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

  private final AlertTracker tracker;
  private final NotificationLog log;
  private final AlertStateFile file;
  private final InstantSource clock;
  private final StateWriter writer;
  private final List<ChannelThread> threads = new ArrayList<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "alerts");
            thread.setDaemon(true);
            return thread;
          });
  private final Mutes mutes;
  private volatile List<Alert> view = List.of();
  private final PipelineMetrics metrics;
  private long toldDropped;
  private volatile List<Alert> safe = List.of();

  AlertPipeline(
      AlertTracker tracker,
      NotificationLog log,
      AlertStateFile file,
      PipelineMetrics metrics,
      Mutes mutes,
      InstantSource clock) {
    this.tracker = tracker;
    this.log = log;
    this.file = file;
    this.clock = clock;
    this.metrics = metrics;
    this.mutes = mutes;
    this.writer = new StateWriter(file, metrics, this::tell);
  }

  /** The pipeline that the configuration describes; not yet started. */
  public static AlertPipeline of(AgentConfig config, PipelineMetrics metrics, InstantSource clock) {
    NotificationLog log = new NotificationLog();
    AlertPipeline pipeline =
        new AlertPipeline(
            new AlertTracker(
                config.cluster(),
                config.alerts().missingDataGrace(),
                config.externalUrl(),
                config.grafanaUrl()),
            log,
            new AlertStateFile(config.alerts().stateFile()),
            metrics,
            new Mutes(config.notifiers().mutes()),
            clock);
    Routes routes = new Routes(config.notifiers().routes());
    Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    for (Receivers.Receiver receiver : Receivers.of(config)) {
      pipeline.add(
          new NotificationChannel(
              receiver.notifier(),
              receiver.schedule(),
              receiver.grouping(),
              routes.hearing(receiver.called(), pipeline.mutes),
              log,
              backoff,
              metrics,
              clock));
    }
    return pipeline;
  }

  void add(NotificationChannel channel) {
    threads.add(new ChannelThread(channel, () -> safe, this::writeSoon));
  }

  /** Takes up what an earlier run has left, and begins to work. */
  @SuppressWarnings("FutureReturnValueIgnored") // tickSafely lets nothing out
  public void start() {
    AlertStateFile.State earlier = file.load();
    synchronized (this) {
      tracker.restore(earlier.alerts(), clock.instant());
      log.restore(earlier.told());
    }
    tick();
    threads.forEach(ChannelThread::start);
    ticker.scheduleWithFixedDelay(
        this::tickSafely, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void accept(Observation observation) {
    tracker.accept(observation, clock.instant());
  }

  /**
   * The alerts as of the last tick, at most a second ago; the worst first. The annotations {@code
   * muted_until} and {@code muted_by} tell which ones nobody is told of.
   */
  public List<Alert> alerts() {
    return view;
  }

  /** The configured mutes as they are now. */
  public List<MutedView> mutes() {
    return mutes.views(clock.instant());
  }

  /** How many alerts were left out because there are too many. */
  public synchronized long dropped() {
    return tracker.dropped();
  }

  /** Moves the alerts to now, has them written down if they changed, and then told. */
  void tick() {
    Instant now = clock.instant();
    AlertStateFile.State state;
    long changes;
    synchronized (this) {
      tracker.tick(now);
      tracker.forgetResolved(log::owesResolution, now);
      log.retain(tracker.identities());
      state = new AlertStateFile.State(tracker.alerts(), log.entries());
      changes = tracker.changes() + log.changes();
    }
    view = state.alerts().stream().map(alert -> mutes.marked(alert, now)).toList();
    writer.keep(state, changes, now);
    tellDropped();
  }

  /** These alerts are written down, or cannot be: they may be told. */
  private void tell(AlertStateFile.State state) {
    safe = state.alerts();
    threads.forEach(ChannelThread::wake);
  }

  /** What was just told is written down soon, so that a crash has little to repeat. */
  private void writeSoon() {
    try {
      ticker.execute(this::tickSafely);
    } catch (RejectedExecutionException ignored) {
      // It is closed, which writes everything.
    }
  }

  @Override
  public void close() {
    ticker.shutdown();
    try {
      ticker.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.forEach(ChannelThread::close);
    tickSafely();
    writer.close();
  }

  private void tellDropped() {
    long dropped = dropped();
    if (dropped == toldDropped) {
      return;
    }
    metrics.alertsDropped(dropped - toldDropped);
    if (toldDropped == 0) {
      logger.warn(
          "There are more than {} alerts: the least urgent ones are left out",
          AlertTracker.MAX_ALERTS);
    }
    toldDropped = dropped;
  }

  /** The schedule would end for ever with the first exception or error. */
  private void tickSafely() {
    try {
      tick();
    } catch (Throwable e) {
      logger.error("Alerts could not be moved along; trying again", e);
    }
  }
}
