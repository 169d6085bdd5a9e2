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
package io.firewarden.agent.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much is measured, from system properties {@code benchmark.*}.
 *
 * @param directory where to put files
 * @param applications of the fleet
 * @param executors of each
 * @param stages of each that run
 * @param interval at which each is polled
 * @param warmUp how long nothing is measured at first
 * @param measured how long then
 * @param faults applications that get one
 * @param heap the agent's largest heap, as Java's option has it
 * @param pinned whether the agent is kept to one processor and the drivers to another
 * @param big the application with a long history
 * @param collector the program of OpenTelemetry's collector with its receiver for Spark, or null
 */
record Setting(
    Path directory,
    int applications,
    int executors,
    int stages,
    Duration interval,
    Duration warmUp,
    Duration measured,
    int faults,
    String heap,
    boolean pinned,
    Big big,
    @Nullable Path collector) {

  /**
   * One application that did much.
   *
   * @param stages that have ended
   * @param executors that it has
   * @param polls of it, and visits of each page
   */
  record Big(int stages, int executors, int polls) {}

  static Setting fromProperties() {
    String collector = System.getProperty("benchmark.collector");
    return new Setting(
        Path.of(System.getProperty("benchmark.directory")).toAbsolutePath(),
        Integer.getInteger("benchmark.applications", 1_000),
        Integer.getInteger("benchmark.executors", 50),
        Integer.getInteger("benchmark.stages", 20),
        Duration.ofSeconds(Integer.getInteger("benchmark.interval", 15)),
        Duration.ofSeconds(Integer.getInteger("benchmark.warmup", 150)),
        Duration.ofSeconds(Integer.getInteger("benchmark.seconds", 300)),
        Integer.getInteger("benchmark.faults", 200),
        System.getProperty("benchmark.heap", "256m"),
        true,
        new Big(
            Integer.getInteger("benchmark.big.stages", 10_000),
            Integer.getInteger("benchmark.big.executors", 1_000),
            Integer.getInteger("benchmark.big.polls", 20)),
        collector == null ? null : Path.of(collector));
  }
}
