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
import java.util.List;
import java.util.Random;

/**
 * The time of a whole agent in tests of other packages: it goes on when told to, and what is due
 * meanwhile is run by who told.
 */
public final class Clockwork implements InstantSource {
  private final ManualTimer timer = new ManualTimer();

  /** The real ones, though of one thread, so that nobody has to wait in them. */
  private final class LanedTimer implements Timer {
    private final Lanes lanes;

    LanedTimer(int width) {
      lanes = new Lanes(width, Runnable::run);
    }

    @Override
    public void after(Duration delay, Runnable task) {
      timer.after(delay, task);
    }

    @Override
    public void after(Duration delay, String server, Runnable task) {
      timer.after(delay, () -> lanes.run(server, task));
    }

    @Override
    public void close() {
      timer.close();
    }
  }

  /** A poller by this time. */
  public Poller poller(AgentConfig config, List<Place> places, ObservationSink sink) {
    Timer laned = new LanedTimer(config.poll().perHost());
    return new Poller(config, places, sink, this, laned, new Random(4)::nextDouble);
  }

  /** Lets time pass and runs what is due meanwhile. */
  public void advance(Duration duration) {
    timer.advance(duration);
  }

  @Override
  public Instant instant() {
    return timer.instant();
  }
}
