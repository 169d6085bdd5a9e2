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

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.notify.PipelineByHand;
import io.firewarden.agent.notify.PipelineMetrics;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.Place;
import io.firewarden.agent.poll.PollerByHand;
import io.firewarden.agent.source.RestClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * The agent's own parts from the requests to the receivers, from a start to a death; only the
 * threads are missing.
 */
final class LivingAgent implements AutoCloseable {
  private final Mortal mortal;
  private final RestClient client;
  private final PollerByHand poller;
  private final PipelineByHand pipeline;

  /**
   * @param places where it looks, given its client and its clock
   * @param metrics is told what the pipeline counts, while it lives
   * @param readings is told what it has taken in
   */
  LivingAgent(
      AgentConfig config,
      RestClient client,
      Function<InstantSource, List<Place>> places,
      PipelineMetrics metrics,
      Clocks clocks,
      Readings readings,
      Mortal mortal,
      Random random) {
    this.mortal = mortal;
    this.client = client;
    InstantSource clock =
        () -> {
          mortal.touch();
          return clocks.look();
        };
    this.pipeline = new PipelineByHand(config, metrics, clock, clocks::nanos, random::nextDouble);
    this.poller =
        new PollerByHand(
            config,
            places.apply(clock),
            observation -> {
              mortal.touch();
              pipeline.accept(observation);
              if (observation instanceof Observation.Judged judged) {
                readings.add(clocks.now(), judged);
              }
            },
            clocks.time(),
            clock,
            random::nextDouble);
  }

  void start() {
    alive(pipeline::takeUp);
    alive(poller::start);
  }

  /** Does all that is due now. */
  void step() {
    boolean[] more = {true};
    while (more[0] && !mortal.isDead()) {
      more[0] = false;
      alive(() -> more[0] = poller.runNext());
    }
    alive(() -> pipeline.step(() -> !mortal.isDead()));
  }

  List<Alert> alerts() {
    return pipeline.alerts();
  }

  private void alive(Runnable task) {
    if (mortal.isDead()) {
      return;
    }
    try {
      task.run();
    } catch (Throwable e) {
      if (!mortal.isDead()) {
        throw e;
      } // else whoever asks sees that it is dead
    }
  }

  /** Lets go of what a system would let go of with the process; nothing of it is orderly. */
  @Override
  public void close() {
    client.close();
  }
}
