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
package io.firewarden.agent.poll;

import io.firewarden.agent.config.AgentConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.DoubleSupplier;

/** A poller that does what is due when it is told to, in the thread of who tells it. */
public final class PollerByHand {
  private final Steps steps;
  private final Poller poller;

  /** Tasks in the order in which they are due. */
  private static final class Steps implements Timer {
    private record Step(Instant at, long order, Runnable task) {}

    private final InstantSource time;
    private final PriorityQueue<Step> due =
        new PriorityQueue<>(Comparator.comparing(Step::at).thenComparingLong(Step::order));
    private long order;

    Steps(InstantSource time) {
      this.time = time;
    }

    @Override
    public void after(Duration delay, Runnable task) {
      due.add(new Step(time.instant().plus(delay), order++, task));
    }

    @Override
    public void close() {
      due.clear();
    }
  }

  /**
   * @param time what goes on evenly, by which tasks are due
   * @param clock what the agent takes for the time
   * @param random numbers from 0 to 1
   */
  public PollerByHand(
      AgentConfig config,
      List<Place> places,
      ObservationSink sink,
      InstantSource time,
      InstantSource clock,
      DoubleSupplier random) {
    this.steps = new Steps(time);
    this.poller = new Poller(config, places, sink, clock, steps, random);
  }

  public void start() {
    poller.start();
  }

  /** Does the next that is due by now, and says whether there was any. */
  public boolean runNext() {
    Steps.Step next = steps.due.peek();
    if (next == null || next.at().isAfter(steps.time.instant())) {
      return false;
    }
    steps.due.remove();
    next.task().run();
    return true;
  }
}
