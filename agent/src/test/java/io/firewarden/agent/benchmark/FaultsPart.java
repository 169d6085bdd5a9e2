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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How long after its beginning a fault is told. In some of the applications a task has run since
 * long before; the fault begins when it has run for as long as a task may.
 */
final class FaultsPart implements Part {
  private static final String ALERT = "SparkTaskRunningLong";

  /** The default of {@code long-task: max-seconds}. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** In so many intervals the two processes have started and all is found. */
  private static final int INTERVALS_OF_START = 2;

  private static final Duration STEP = Duration.ofMillis(500);

  /** How long the last ones are waited for. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Override
  public String run(Setting setting) throws IOException, InterruptedException {
    Duration start = setting.interval().multipliedBy(INTERVALS_OF_START).plus(setting.warmUp());
    long begin = System.currentTimeMillis() + start.toMillis();
    Map<Integer, Long> faults = faults(setting, begin);
    Map<Integer, Long> stuck = new LinkedHashMap<>();
    faults.forEach((number, at) -> stuck.put(number, at - LIMIT.toMillis()));
    try (AlertReceiver receiver = new AlertReceiver(ALERT);
        DriverFleet fleet = DriverFleet.start(setting, stuck);
        AgentProcess agent = AgentProcess.start(setting, receiver.url())) {
      agent.watch(fleet);
      sleepUntil(begin);
      double cpu = agent.process.cpuSeconds();
      sleepUntil(begin + setting.measured().toMillis());
      double share = (agent.process.cpuSeconds() - cpu) / setting.measured().toSeconds();
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (!told(receiver).containsAll(faults.keySet()) && System.nanoTime() < until) {
        Thread.sleep(STEP.toMillis());
      }
      return text(setting, faults, receiver, share);
    }
  }

  /** When which application gets its fault: at random moments, all drawn anew with each run. */
  private static Map<Integer, Long> faults(Setting setting, long begin) {
    Random random = new Random(begin);
    List<Integer> numbers =
        new ArrayList<>(IntStream.range(0, setting.applications()).boxed().toList());
    Collections.shuffle(numbers, random);
    Map<Integer, Long> faults = new LinkedHashMap<>();
    for (int number : numbers.subList(0, setting.faults())) {
      faults.put(number, begin + random.nextInt((int) setting.measured().toMillis()));
    }
    return faults;
  }

  /** The applications, by number, of which an alert has come. */
  private static Set<Integer> told(AlertReceiver receiver) {
    return receiver.arrivals().keySet().stream()
        .map(id -> Integer.valueOf(id.substring(id.lastIndexOf('-') + 1)))
        .collect(Collectors.toSet());
  }

  /** Alerts of other names, and those of applications without a fault. */
  private static long others(Map<Integer, Long> faults, AlertReceiver receiver) {
    return receiver.others()
        + told(receiver).stream().filter(number -> !faults.containsKey(number)).count();
  }

  private static void sleepUntil(long millis) throws InterruptedException {
    Thread.sleep(Math.max(0, millis - System.currentTimeMillis()));
  }

  private static String text(
      Setting setting, Map<Integer, Long> faults, AlertReceiver receiver, double share)
      throws IOException {
    Map<String, Long> arrivals = receiver.arrivals();
    List<Double> seconds = new ArrayList<>();
    faults.forEach(
        (number, at) -> {
          Long arrived = arrivals.get(MadeDriver.id(number));
          if (arrived != null) {
            seconds.add((arrived - at) / 1e3);
          }
        });
    Sample sample = Sample.of(seconds, Double::doubleValue);
    if (sample.quantile(0) < 0) {
      throw new IOException("a fault was told before it began");
    }
    return String.format(
            Locale.ROOT,
            "%,d applications every %d s, of which %d got a fault within %d s.%n%n",
            setting.applications(),
            setting.interval().toSeconds(),
            faults.size(),
            setting.measured().toSeconds())
        + new Table("", "p50", "p90", "p99", "most")
            .row(
                "from the fault to the Alertmanager, s",
                String.format(Locale.ROOT, "%.1f", sample.median()),
                String.format(Locale.ROOT, "%.1f", sample.quantile(0.9)),
                String.format(Locale.ROOT, "%.1f", sample.quantile(0.99)),
                String.format(Locale.ROOT, "%.1f", sample.max()))
            .text()
        + "\n"
        + new Table("", "")
            .row("faults that were told", seconds.size() + " of " + faults.size())
            .row("other alerts that were told", String.valueOf(others(faults, receiver)))
            .row(
                "of the agent's one processor meanwhile, %",
                String.format(Locale.ROOT, "%.1f", 100 * share))
            .text();
  }
}
