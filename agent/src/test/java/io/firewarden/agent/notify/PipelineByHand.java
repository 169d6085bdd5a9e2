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
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.ObservationSink;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** A pipeline without threads: it moves when it is told to, in the thread of who tells it. */
public final class PipelineByHand implements ObservationSink {
  private final AlertPipeline pipeline;
  private final Here writer = new Here(true);
  private final DoubleSupplier random;

  /**
   * @param nanos what goes on evenly
   * @param random numbers from 0 to 1
   */
  public PipelineByHand(
      AgentConfig config,
      PipelineMetrics metrics,
      InstantSource clock,
      LongSupplier nanos,
      DoubleSupplier random) {
    this(config, () -> true, metrics, clock, nanos, random);
  }

  /**
   * One of several agents.
   *
   * @param leads whether it is the one that tells people
   */
  PipelineByHand(
      AgentConfig config,
      BooleanSupplier leads,
      PipelineMetrics metrics,
      InstantSource clock,
      LongSupplier nanos,
      DoubleSupplier random) {
    this.random = random;
    this.pipeline =
        AlertPipeline.of(
            config, leads, metrics, clock, new Drive(new Here(false), writer, random, nanos));
  }

  /** Takes up what an earlier run has left. */
  public void takeUp() {
    pipeline.takeUp();
  }

  /** Takes up what the agent that led before has left. */
  public void takeOver() {
    pipeline.takeOver();
  }

  @Override
  public void accept(Observation observation) {
    pipeline.accept(observation);
  }

  /** Moves the alerts along, and has them written down and told, in the one order or the other. */
  public void step() {
    step(() -> true);
  }

  /**
   * As above; but nothing is written any more by one that died of telling.
   *
   * @param lives whether it still does
   */
  public void step(BooleanSupplier lives) {
    pipeline.tick();
    if (random.getAsDouble() < 0.5) {
      writer.run();
    }
    pipeline.tellDue();
    if (lives.getAsBoolean()) {
      writer.run();
    }
  }

  /** The alerts as of the last step. */
  public List<Alert> alerts() {
    return pipeline.alerts();
  }

  /** How each notifier does. */
  public List<NotifierView> notifiers() {
    return pipeline.notifiers();
  }

  /** Runs everything in the thread of who asks for it: at once, or when it is told to. */
  private static final class Here extends AbstractExecutorService
      implements ScheduledExecutorService {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final boolean later;

    Here(boolean later) {
      this.later = later;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
      if (!later) {
        run();
      }
    }

    void run() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
        Runnable task, long delay, long period, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable task, long delay, long pause, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return true;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
