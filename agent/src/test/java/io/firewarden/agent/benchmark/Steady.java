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

/**
 * What a process that polls a fleet took while all went its way.
 *
 * @param seconds how long that was
 * @param cpuSeconds of the process
 * @param driverSeconds the same of the drivers, all together
 * @param rss the most memory that the process had, in MiB
 * @param told what the drivers were asked for
 */
record Steady(
    double seconds, double cpuSeconds, double driverSeconds, double rss, Counts.Told told) {
  private static final Duration STEP = Duration.ofSeconds(1);

  /** Looks on for as long as the setting says. */
  static Steady measure(Setting setting, DriverFleet fleet, ChildProcess process)
      throws IOException, InterruptedException {
    fleet.told();
    double cpu = process.cpuSeconds();
    double driverCpu = fleet.cpuSeconds();
    double rss = 0;
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < setting.measured().toNanos()) {
      Thread.sleep(STEP.toMillis());
      process.checkRuns();
      rss = Math.max(rss, process.rssMebibytes());
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Steady(
        seconds, process.cpuSeconds() - cpu, fleet.cpuSeconds() - driverCpu, rss, fleet.told());
  }

  /** Of one processor. */
  double percent() {
    return 100 * cpuSeconds / seconds;
  }
}
