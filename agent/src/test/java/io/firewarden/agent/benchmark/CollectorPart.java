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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The agent and OpenTelemetry's collector in turn, on the same drivers at the same interval. The
 * collector is not ours to bring: its program has to be named.
 */
final class CollectorPart implements Part {
  private static final int ROUNDS = 2;
  private static final int PROCESSOR = 1;
  private static final double KIBI = 1024;

  @Override
  public String run(Setting setting) throws IOException, InterruptedException {
    if (setting.collector() == null) {
      return "**Not measured**: `benchmark.collector` named no program.\n";
    }
    Table table =
        new Table(
            "",
            "round",
            "polls",
            "requests a poll",
            "processor an application and minute, ms",
            "RSS an application, KiB");
    for (int round = 1; round <= ROUNDS; round++) {
      row(setting, table, "**Firewarden**", round, agent(setting));
      row(setting, table, "collector with apachesparkreceiver", round, collector(setting));
    }
    return table.text();
  }

  private static Steady agent(Setting setting) throws IOException, InterruptedException {
    try (DriverFleet fleet = DriverFleet.start(setting, Map.of());
        AgentProcess agent = AgentProcess.start(setting, null)) {
      agent.watch(fleet);
      Thread.sleep(setting.warmUp().toMillis());
      return Steady.measure(setting, fleet, agent.process);
    }
  }

  private static Steady collector(Setting setting) throws IOException, InterruptedException {
    Path config = setting.directory().resolve("collector.yaml");
    try (DriverFleet fleet = DriverFleet.start(setting, Map.of())) {
      Files.writeString(config, config(setting, fleet.drivers()));
      try (ChildProcess collector =
          ChildProcess.start(
              ChildProcess.log(setting.directory(), "collector"),
              setting.pinned() ? PROCESSOR : -1,
              List.of(String.valueOf(setting.collector()), "--config", config.toString()),
              Map.of("GOMAXPROCS", "1"))) {
        Thread.sleep(setting.warmUp().toMillis());
        return Steady.measure(setting, fleet, collector);
      }
    }
  }

  private static String config(Setting setting, List<URI> drivers) {
    List<Integer> numbers = IntStream.range(0, drivers.size()).boxed().toList();
    return "receivers:\n"
        + numbers.stream()
            .map(
                number ->
                    "  apachespark/%d: {collection_interval: %ds, endpoint: \"%s\"}\n"
                        .formatted(number, setting.interval().toSeconds(), drivers.get(number)))
            .collect(Collectors.joining())
        + "exporters: {nop: {}}\nservice:\n  telemetry: {metrics: {level: none}}\n"
        + "  pipelines:\n    metrics:\n      exporters: [nop]\n      receivers:\n"
        + numbers.stream()
            .map(number -> "        - apachespark/" + number + "\n")
            .collect(Collectors.joining());
  }

  private static void row(Setting setting, Table table, String who, int round, Steady steady) {
    double polls = Math.max(1, steady.told().polls());
    double perMinute = 60_000 / steady.seconds() / setting.applications();
    table.row(
        who,
        String.valueOf(round),
        String.format(Locale.ROOT, "%,d", steady.told().polls()),
        String.format(Locale.ROOT, "%.1f", steady.told().requests() / polls),
        String.format(Locale.ROOT, "%.1f", steady.cpuSeconds() * perMinute),
        String.format(Locale.ROOT, "%.0f", steady.rss() * KIBI / setting.applications()));
  }
}
