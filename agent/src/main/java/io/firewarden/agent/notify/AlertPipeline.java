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
import io.firewarden.agent.alert.AlertStore;
import io.firewarden.agent.alert.AlertTracker;
import io.firewarden.agent.alert.NotificationLog;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.Peers;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.ObservationSink;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from an observation to the people on call: takes observations in, moves the alerts along,
 * has them written down by one thread, and then each notifier told by a thread of its own.
 */
public final class AlertPipeline implements ObservationSink, AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(AlertPipeline.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Clocks that are kept right differ by less from what goes on evenly. */
  private static final Duration SET = Duration.ofSeconds(5);

  /** A process that works looks at its clock more often, by far. */
  private static final Duration STOOD_STILL = Duration.ofMinutes(2);

  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

  /** How long those who tell may take for what is due at the end. */
  private static final Duration FINISH_WITHIN = Duration.ofSeconds(3);

  private final AlertTracker tracker;
  private final NotificationLog log;
  private final AlertStore file;
  private final InstantSource clock;
  private final StateWriter writer;
  private final SelfWatch watch;
  private final List<ChannelThread> threads = new CopyOnWriteArrayList<>();
  private final Drive drive;
  private volatile Mutes mutes;
  private volatile List<Alert> view = List.of();
  private long toldDropped;
  private BooleanSupplier leads = () -> true;
  private @Nullable Handover handover;
  private @Nullable AgentConfig config;
  private volatile List<Alert> safe = List.of();
  private @Nullable Instant seenAt;
  private long seenNanos;

  AlertPipeline(
      AlertTracker tracker,
      NotificationLog log,
      AlertStateFile file,
      SelfWatch watch,
      Mutes mutes,
      InstantSource clock,
      Drive drive) {
    this.tracker = tracker;
    this.log = log;
    this.file = new OwnState(file, this::adopt);
    this.clock = clock;
    this.watch = watch;
    this.mutes = mutes;
    this.drive = drive;
    this.writer =
        new StateWriter(this.file, watch::stateWritten, this::tell, Duration.ZERO, drive.writer());
  }

  /**
   * The pipeline that the configuration describes; not yet started.
   *
   * @param leads whether this agent is the one that tells people now; Alertmanagers are told in any
   *     case, as they fold what several tell
   */
  public static AlertPipeline of(
      AgentConfig config, BooleanSupplier leads, PipelineMetrics metrics, InstantSource clock) {
    return of(config, leads, metrics, clock, Drive.byThreads(clock));
  }

  static AlertPipeline of(
      AgentConfig config,
      BooleanSupplier leads,
      PipelineMetrics metrics,
      InstantSource clock,
      Drive drive) {
    AlertPipeline pipeline =
        new AlertPipeline(
            new AlertTracker(
                config.cluster(),
                config.alerts().missingDataGrace(),
                config.externalUrl(),
                config.grafanaUrl()),
            new NotificationLog(),
            new AlertStateFile(config.alerts().stateFile()),
            new SelfWatch(metrics, clock, config.externalUrl()),
            new Mutes(config.notifiers().mutes()),
            clock,
            drive);
    Peers.Lease lease = config.peers().lease();
    if (lease != null) {
      pipeline.handover = Handover.of(lease, leads, pipeline.watch);
    }
    pipeline.leads = leads;
    pipeline.config = config;
    pipeline.threads.addAll(pipeline.channels(config));
    return pipeline;
  }

  private List<ChannelThread> channels(AgentConfig wanted) {
    Routes routes = new Routes(wanted.notifiers().routes());
    Backoff backoff = new Backoff(drive.random());
    List<ChannelThread> channels = new ArrayList<>();
    for (Receivers.Receiver receiver : Receivers.of(wanted, clock)) {
      Routes heard = receiver.folds() ? Routes.NONE : routes;
      NotificationChannel channel =
          new NotificationChannel(
              receiver.notifier(),
              receiver.schedule(),
              receiver.grouping(),
              heard.hearing(receiver.called(), mutes),
              log,
              backoff,
              watch,
              clock);
      channels.add(thread(channel, receiver.folds() ? () -> true : leads));
    }
    return channels;
  }

  void add(NotificationChannel channel) {
    threads.add(thread(channel, leads));
  }

  private ChannelThread thread(NotificationChannel channel, BooleanSupplier mayTell) {
    return new ChannelThread(channel, () -> safe, this::writeSoon, mayTell);
  }

  /**
   * Tells whom another configuration names. Who was told what is known on, by the notifiers' names;
   * notifiers that stay the same are not touched.
   */
  public void reload(AgentConfig wanted) {
    List<ChannelThread> fresh;
    List<ChannelThread> old;
    synchronized (this) {
      AgentConfig before = config;
      config = wanted;
      if (before == null
          || (before.notifiers().equals(wanted.notifiers())
              && before.alerts().equals(wanted.alerts()))) {
        return;
      }
      mutes = new Mutes(wanted.notifiers().mutes());
      fresh = channels(wanted);
      old = List.copyOf(threads);
      threads.clear();
      threads.addAll(fresh);
    }
    // Without the lock: whoever observes does not wait for a receiver that hangs. The new ones do,
    // as two channels of one name would tell the same.
    stop(old);
    watch.retain(fresh.stream().map(ChannelThread::name).toList());
    fresh.forEach(ChannelThread::start);
  }

  private static void stop(List<ChannelThread> channels) {
    channels.forEach(ChannelThread::finish);
    long until = System.nanoTime() + FINISH_WITHIN.toNanos();
    channels.forEach(channel -> channel.close(until));
  }

  /**
   * Takes up what the agent that led before has told, and the alerts of which it told, so that
   * nobody is told twice and every end is told.
   *
   * @throws UncheckedIOException if that cannot be known now
   */
  public void takeOver() {
    Handover from = handover;
    if (from == null) {
      return;
    }
    adopt(from.load());
  }

  private synchronized void adopt(AlertStateFile.State left) {
    tracker.adopt(left.alerts(), clock.instant());
    log.adopt(left.told(), tracker.alerts());
  }

  /** Takes up what an earlier run has left, and begins to work. */
  @SuppressWarnings("FutureReturnValueIgnored") // tickSafely lets nothing out
  public void start() {
    takeUp();
    List.copyOf(threads).forEach(ChannelThread::start);
    drive
        .ticker()
        .scheduleWithFixedDelay(
            this::tickSafely, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Takes up what an earlier run has left. */
  void takeUp() {
    AlertStateFile.State earlier = file.load();
    synchronized (this) {
      tracker.restore(earlier.alerts(), now());
      log.restore(earlier.told());
    }
    tick();
  }

  /** Tells everybody what is due, in the thread of who calls, for those who do not start it. */
  void tellDue() {
    threads.forEach(ChannelThread::tellDue);
  }

  @Override
  public synchronized void accept(Observation observation) {
    tracker.accept(observation, now());
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

  /** How each notifier does, by name. */
  public List<NotifierView> notifiers() {
    return watch.notifiers();
  }

  /** What is known of applications was written, or could not be. */
  public void historyWritten(boolean success) {
    watch.wrote("applications", success);
  }

  /** How many alerts were left out because there are too many. */
  public synchronized long dropped() {
    return tracker.dropped();
  }

  /** Moves the alerts to now, has them written down if they changed, and then told. */
  void tick() {
    Instant now;
    AlertStateFile.State state;
    long changes;
    synchronized (this) {
      now = now();
      watch.told(now).forEach(told -> tracker.accept(told, now));
      tracker.tick(now);
      tracker.forgetResolved(log::owesResolution, now);
      log.retain(knownOrTold());
      state = new AlertStateFile.State(tracker.alerts(), log.entries());
      changes = tracker.changes() + log.changes();
    }
    view = state.alerts().stream().map(alert -> mutes.marked(alert, now)).toList();
    writer.keep(state, changes, now);
    if (handover != null) {
      handover.keep(state, changes, now);
    }
    tellDropped();
  }

  /** An alert that is forgotten is told until that is written down: what was told of it counts. */
  private Set<SortedMap<String, String>> knownOrTold() {
    Set<SortedMap<String, String>> known = new HashSet<>(tracker.identities());
    safe.forEach(alert -> known.add(alert.labels()));
    return known;
  }

  /** The time, of which the tracker is told when the clock was set or nobody looked at it. */
  private Instant now() {
    Instant now = clock.instant();
    long nanos = drive.nanos().getAsLong();
    if (seenAt != null) {
      Duration passed = Duration.ofNanos(nanos - seenNanos);
      Duration off = Duration.between(seenAt, now).minus(passed);
      if (off.abs().compareTo(SET) > 0) {
        logger.warn("The clock was set by {} s: alerts go on as of now", off.toSeconds());
        tracker.clockWasSet(now);
      } else if (passed.compareTo(STOOD_STILL) > 0) {
        logger.warn(
            "This process stood still for {} s: alerts go on as of now", passed.toSeconds());
        tracker.clockWasSet(now);
      }
    }
    seenAt = now;
    seenNanos = nanos;
    return now;
  }

  /** These alerts are written down, or cannot be: they may be told. */
  private void tell(AlertStateFile.State state) {
    safe = state.alerts();
    threads.forEach(ChannelThread::wake);
  }

  /** What was just told is written down soon, so that a crash has little to repeat. */
  private void writeSoon() {
    try {
      drive.ticker().execute(this::tickSafely);
    } catch (RejectedExecutionException ignored) {
      // It is closed, which writes everything.
    }
  }

  @Override
  public void close() {
    drive.ticker().shutdown();
    try {
      drive.ticker().awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tickSafely();
    stop(threads);
    tickSafely();
    writer.close();
    if (handover != null) {
      handover.close();
    }
  }

  private void tellDropped() {
    long dropped = dropped();
    if (dropped == toldDropped) {
      return;
    }
    watch.alertsDropped(dropped - toldDropped);
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
