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
package io.firewarden.benchmark;

import java.nio.file.Path;

/**
 * How much is measured, from system properties {@code benchmark.*}.
 *
 * @param directory where to put files
 * @param recording the file of the {@link Recording}
 * @param width tasks of a stage of the job that is recorded, roughly
 * @param forks processes for each figure of the cost of an event
 * @param iterations iterations in each, and as many to warm up
 * @param jobTasks tasks of the job of empty tasks
 * @param pairs how often that runs with the listener, and without
 * @param executors executors of the application that is scraped
 * @param stages its running stages
 * @param scrapes how often it is scraped
 * @param phaseSeconds for how long it is seen what events notice of scrapes, and without any
 * @param burst events posted at once
 * @param rounds how often
 */
record Setting(
    Path directory,
    Path recording,
    int width,
    int forks,
    int iterations,
    int jobTasks,
    int pairs,
    int executors,
    int stages,
    int scrapes,
    int phaseSeconds,
    int burst,
    int rounds) {

  static Setting fromProperties() {
    Path directory = Path.of(System.getProperty("benchmark.directory")).toAbsolutePath();
    return new Setting(
        directory,
        directory.resolve("recording.json"),
        Integer.getInteger("benchmark.width", 100),
        Integer.getInteger("benchmark.forks", 3),
        Integer.getInteger("benchmark.iterations", 50),
        Integer.getInteger("benchmark.tasks", 200_000),
        Integer.getInteger("benchmark.pairs", 10),
        Integer.getInteger("benchmark.executors", 1_000),
        Integer.getInteger("benchmark.stages", 200),
        Integer.getInteger("benchmark.scrapes", 30),
        Integer.getInteger("benchmark.phase", 10),
        Integer.getInteger("benchmark.burst", 1_000_000),
        Integer.getInteger("benchmark.rounds", 10));
  }
}
