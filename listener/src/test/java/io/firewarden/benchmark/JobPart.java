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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A whole application of empty tasks with the listener and without it, in turn: each pair is run
 * one after the other, and every second pair the other way round.
 */
final class JobPart implements Part {
  private static final double MAX_RATIO = 1.01;

  /** Of an executor: more than the machine has keep the driver busy, and not waiting for tasks. */
  private static final int CORES = 4;

  /** How long a run took: the job, the driver's processors for it, and the context's stop. */
  private record Run(double jobNanos, double cpuNanos, double stopNanos) {}

  private record Pair(Run with, Run without) {}

  @Override
  public String run(Setting setting) throws IOException, InterruptedException {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < setting.pairs(); i++) {
      Run first = run(setting, i % 2 == 0);
      Run second = run(setting, i % 2 != 0);
      pairs.add(i % 2 == 0 ? new Pair(first, second) : new Pair(second, first));
    }
    return text(setting, pairs);
  }

  private static Run run(Setting setting, boolean attached)
      throws IOException, InterruptedException {
    Path result = setting.directory().resolve("empty-tasks");
    SparkProcess process =
        new SparkProcess(setting.directory())
            .onLocalCluster(CORES)
            .with("spark.app.name", "empty tasks")
            .option("-Xmx2g");
    if (attached) {
      process.with("spark.extraListeners", "io.firewarden.FirewardenListener");
    }
    process.run(EmptyTasks.class, String.valueOf(setting.jobTasks()), result.toString());
    String[] nanos = Files.readString(result).split(" ", -1);
    System.err.printf("job, %s the listener: %s ns%n", attached ? "with" : "without", nanos[0]);
    return new Run(
        Double.parseDouble(nanos[0]), Double.parseDouble(nanos[1]), Double.parseDouble(nanos[2]));
  }

  private static String text(Setting setting, List<Pair> pairs) {
    Sample job = Sample.of(pairs, each -> each.with().jobNanos() / each.without().jobNanos());
    Sample cpu = Sample.of(pairs, each -> each.with().cpuNanos() / each.without().cpuNanos());
    Table table = new Table("", "with the listener", "without", "ratio in a pair");
    table.row(
        "job, s",
        Sample.of(pairs, each -> each.with().jobNanos() / 1e9).text("%.2f"),
        Sample.of(pairs, each -> each.without().jobNanos() / 1e9).text("%.2f"),
        job.text("%.4f"));
    table.row(
        "the driver's processors during the job, s",
        Sample.of(pairs, each -> each.with().cpuNanos() / 1e9).text("%.2f"),
        Sample.of(pairs, each -> each.without().cpuNanos() / 1e9).text("%.2f"),
        cpu.text("%.4f"));
    table.row(
        "stop of the context, ms",
        Sample.of(pairs, each -> each.with().stopNanos() / 1e6).text("%.0f"),
        Sample.of(pairs, each -> each.without().stopNanos() / 1e6).text("%.0f"),
        "");
    Table target = new Table("target", "limit", "measured", "");
    target.row(
        "median ratio of the job's time",
        String.valueOf(MAX_RATIO),
        String.format(Locale.ROOT, "%.4f", job.median()),
        Table.verdict(job.median() <= MAX_RATIO));
    return String.format(
            Locale.ROOT, "%,d tasks, %d pairs.\n\n", setting.jobTasks(), setting.pairs())
        + table.text()
        + "\n"
        + target.text();
  }
}
