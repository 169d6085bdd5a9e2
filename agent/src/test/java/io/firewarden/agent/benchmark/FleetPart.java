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
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Many applications, watched by one agent: its processor, its memory, and whether it keeps up. */
final class FleetPart implements Part {
  private static final double MAX_CORE_PERCENT = 60;
  private static final double MAX_RSS_MEBIBYTES = 512;
  private static final double MAX_RETAINED_KIBIBYTES = 40;
  private static final Duration SCRAPE_WITHIN = Duration.ofMinutes(1);
  private static final double KIBI = 1024;
  private static final double MEBI = KIBI * KIBI;

  @Override
  public String run(Setting setting) throws IOException, InterruptedException {
    try (DriverFleet fleet = DriverFleet.start(setting, Map.of());
        AgentProcess agent = AgentProcess.start(setting, null)) {
      Thread.sleep(setting.interval().toMillis());
      double empty = agent.process.retainedBytes();
      agent.watch(fleet);
      Thread.sleep(setting.warmUp().toMillis());
      Steady steady = Steady.measure(setting, fleet, agent.process);
      double full = agent.process.retainedBytes();
      double peak = agent.process.peakRssMebibytes();
      double each = (full - empty) / setting.applications() / KIBI;
      long complaints = agent.complaints();
      return head(setting)
          + targets(steady, peak, each)
          + "\n"
          + figures(setting, steady, empty, full)
          + "| warnings and errors in its log | "
          + complaints
          + " |\n"
          + scrape(agent);
    }
  }

  private static String head(Setting setting) {
    return String.format(
        Locale.ROOT,
        "%,d applications, %d executors and %d running stages each, every %d s; -Xmx%s;"
            + " measured for %d s.%n%n",
        setting.applications(),
        setting.executors(),
        setting.stages(),
        setting.interval().toSeconds(),
        setting.heap(),
        setting.measured().toSeconds());
  }

  private static String targets(Steady steady, double peak, double each) {
    return Table.ofTargets()
        .target("polls that began late", "%,.0f", 0, (double) steady.told().late())
        .target("of the one processor, %", "%.1f", MAX_CORE_PERCENT, steady.percent())
        .target("RSS, the most ever, MiB", "%.0f", MAX_RSS_MEBIBYTES, peak)
        .target("retained an application, KiB", "%.1f", MAX_RETAINED_KIBIBYTES, each)
        .text();
  }

  private static String figures(Setting setting, Steady steady, double empty, double full) {
    Counts.Told told = steady.told();
    double polls = Math.max(1, told.polls());
    return new Table("", "")
        .row("polls", format("%,.0f", polls))
        .row(
            "from one poll of an application to the next, s: median, 99 %, most",
            format("%.1f, %.1f, %.1f", told.median() / 1e3, told.p99() / 1e3, told.max() / 1e3))
        .row("late is one that begins more than this after the one before, s", late(setting))
        .row("requests a poll", format("%.1f", told.requests() / polls))
        .row("kB a poll, packed, with heads", format("%.1f", told.bytes() / polls / 1e3))
        .row("the agent's processor a poll, ms", format("%.2f", 1e3 * steady.cpuSeconds() / polls))
        .row(
            "of the drivers' own processor, %",
            format("%.0f", 100 * steady.driverSeconds() / steady.seconds()))
        .row("RSS while it was measured, the most, MiB", format("%.0f", steady.rss()))
        .row(
            "retained in the heap with none and with all of them, MiB",
            format("%.1f, %.1f", empty / MEBI, full / MEBI))
        .text();
  }

  private static String late(Setting setting) {
    return format("%.1f", DriverFleet.lateMillis(setting) / 1e3);
  }

  /** Last, for it may be more than the heap has room for. */
  private static String scrape(AgentProcess agent) throws IOException, InterruptedException {
    double cpu = agent.process.cpuSeconds();
    long begin = System.nanoTime();
    String result;
    try {
      HttpResponse<String> page = agent.get("/metrics", SCRAPE_WITHIN);
      result =
          format(
              "HTTP %d, %.1f MB in %.1f s",
              page.statusCode(), page.body().length() / 1e6, (System.nanoTime() - begin) / 1e9);
    } catch (IOException e) {
      result = "failed: " + e.getMessage();
    }
    Integer ended = agent.process.exitValue();
    return "| one scrape of all of `/metrics` after that | "
        + result
        + (ended == null
            ? format(
                "; %.1f s of its processor; RSS then %.0f MiB",
                agent.process.cpuSeconds() - cpu, agent.process.rssMebibytes())
            : "; it ended with " + ended)
        + " |\n";
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
