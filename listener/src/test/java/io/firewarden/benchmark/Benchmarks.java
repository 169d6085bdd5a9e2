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

import java.io.IOException;
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
 * Runs the benchmarks, each in processes of its own, and puts the tables that they find into the
 * report. The system property {@code benchmark.parts} names those to run, if not all.
 */
public final class Benchmarks {
  private static final String ALL = "cost,scrape,burst,job";

  /** A job of 200,000 tasks takes minutes on two processors, and there are twenty. */
  private static final Duration LIMIT_OF_PART = Duration.ofHours(6);

  private static final Map<String, Part> PARTS =
      Map.of(
          "cost", new EventCostPart(),
          "scrape", new ScrapePart(),
          "burst", new BurstPart(),
          "job", new JobPart());

  private Benchmarks() {}

  /**
   * Runs them.
   *
   * @param args nothing; or one part, to be run here
   */
  public static void main(String[] args) throws Exception {
    Setting setting = Setting.fromProperties();
    if (args.length > 0) {
      Files.writeString(found(setting, args[0]), PARTS.get(args[0]).run(setting));
      return;
    }
    Files.createDirectories(setting.directory());
    record(setting);
    Report report = new Report(Path.of(System.getProperty("benchmark.report")));
    report.put("machine", Machine.describe());
    for (String part : System.getProperty("benchmark.parts", ALL).split(",", -1)) {
      report.put(part, run(setting, part));
    }
  }

  /** Has the mixed job run, and its events recorded. */
  static void record(Setting setting) throws IOException, InterruptedException {
    new SparkProcess(setting.directory())
        .onLocalCluster(1)
        .with("spark.app.name", "mixed job")
        .with("spark.extraListeners", Recorder.class.getName())
        .with(Recorder.FILE, setting.recording().toString())
        .with("spark.executor.heartbeatInterval", "1s")
        .run(MixedJob.class, String.valueOf(setting.width()));
  }

  private static String run(Setting setting, String part) throws IOException, InterruptedException {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Instant begin = Instant.now();
    SparkProcess process =
        new SparkProcess(setting.directory()).option("-Xmx3g").within(LIMIT_OF_PART);
    System.getProperties().stringPropertyNames().stream()
        .filter(each -> each.startsWith("benchmark."))
        .forEach(each -> process.with(each, System.getProperty(each)));
    process.run(Benchmarks.class, part);
    return String.format(
        Locale.ROOT,
        "%s UTC; load average before: %.1f; took %d s.\n\n%s",
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
            .format(begin.atOffset(ZoneOffset.UTC)),
        load,
        Duration.between(begin, Instant.now()).toSeconds(),
        Files.readString(found(setting, part)));
  }

  private static Path found(Setting setting, String part) {
    if (!PARTS.containsKey(part)) {
      throw new IllegalArgumentException(
          "benchmark.parts: no such part: " + part + "; there are " + List.of(ALL.split(",", -1)));
    }
    return setting.directory().resolve(part + ".md");
  }
}
