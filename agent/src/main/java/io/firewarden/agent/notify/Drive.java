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

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What moves a pipeline: its threads and its dice.
 *
 * @param ticker moves the alerts along
 * @param writer writes the state down
 * @param random from 0 to 1, by which those who try again are spread
 * @param nanos what goes on evenly while the clock is set; in nanoseconds
 */
record Drive(
    ScheduledExecutorService ticker,
    ExecutorService writer,
    DoubleSupplier random,
    LongSupplier nanos) {

  /**
   * As it runs beside a cluster: with a thread for each.
   *
   * @param clock any but the system's is taken to go evenly, however it goes
   */
  static Drive byThreads(InstantSource clock) {
    return new Drive(
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "alerts");
              thread.setDaemon(true);
              return thread;
            }),
        StateWriter.thread(),
        () -> ThreadLocalRandom.current().nextDouble(),
        clock.equals(InstantSource.system()) ? System::nanoTime : () -> nanos(clock));
  }

  private static long nanos(InstantSource clock) {
    return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
  }
}
