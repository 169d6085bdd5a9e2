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

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs the benchmarks, what is measured in processes of its own, and puts the tables that they find
 * into the report. The system property {@code benchmark.parts} names those to run, if not all.
 */
public final class Benchmarks {
  private static final String ALL = "fleet,collector,driver,faults";

  private static final Map<String, Part> PARTS =
      Map.of(
          "fleet", new FleetPart(),
          "collector", new CollectorPart(),
          "driver", new BigDriverPart(),
          "faults", new FaultsPart());

  private Benchmarks() {}

  /**
   * Runs them.
   *
   * @param args nothing
   */
  public static void main(String[] args) throws Exception {
    Setting setting = Setting.fromProperties();
    Files.createDirectories(setting.directory());
    Report report = new Report(Path.of(System.getProperty("benchmark.report")));
    report.put("machine", Machine.describe());
    for (String name : System.getProperty("benchmark.parts", ALL).split(",", -1)) {
      Part part = PARTS.get(name);
      if (part == null) {
        throw new IllegalArgumentException(
            "benchmark.parts: no such part: "
                + name
                + "; there are "
                + List.of(ALL.split(",", -1)));
      }
      report.put(name, run(setting, part));
    }
  }

  private static String run(Setting setting, Part part) throws Exception {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Instant begin = Instant.now();
    String text = part.run(setting);
    return String.format(
        Locale.ROOT,
        "%s UTC; load average before: %.1f; took %d s.\n\n%s",
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
            .format(begin.atOffset(ZoneOffset.UTC)),
        load,
        Duration.between(begin, Instant.now()).toSeconds(),
        text);
  }
}
