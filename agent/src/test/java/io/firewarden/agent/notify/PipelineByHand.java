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
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** A pipeline without threads: it moves when it is told to, in the thread of who tells it. */
public final class PipelineByHand implements ObservationSink {
  private final AlertPipeline pipeline;

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
    Here here = new Here();
    this.pipeline =
        AlertPipeline.of(config, () -> true, metrics, clock, new Drive(here, here, random, nanos));
  }

  /** Takes up what an earlier run has left. */
  public void takeUp() {
    pipeline.takeUp();
  }

  @Override
  public void accept(Observation observation) {
    pipeline.accept(observation);
  }

  /** Moves the alerts along, has them written down, and then told. */
  public void step() {
    pipeline.tick();
    pipeline.tellDue();
  }

  /** The alerts as of the last step. */
  public List<Alert> alerts() {
    return pipeline.alerts();
  }

  /** Runs everything at once, in the thread of who asks for it. */
  private static final class Here extends AbstractExecutorService
      implements ScheduledExecutorService {
    @Override
    public void execute(Runnable task) {
      task.run();
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
