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

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** The cost of an event, by {@link EventCost}, as tables. */
final class EventCostPart implements Part {
  private static final double SHARE_OF_SPARK = 0.2;
  private static final double MAX_BYTES = 100;
  private static final double MAX_GROWTH = 1.1;

  private final Map<Long, Map<Subject, Cost>> costs = new TreeMap<>();

  /** What an event costs, as often as it was measured. */
  private record Cost(Sample nanos, Sample cpuNanos, Sample bytes) {}

  @Override
  public String run(Setting setting) throws RunnerException {
    // The log's cost does not depend on what came before, and a million tasks are many GB of it.
    collect(setting, "1000", Subject.values());
    collect(
        setting,
        "1000000",
        Subject.EMPTY,
        Subject.FIREWARDEN,
        Subject.SPARK_MEASURE,
        Subject.APP_STATUS,
        Subject.SQL_APP_STATUS);
    return table() + "\n" + targets();
  }

  private void collect(Setting setting, String tasks, Subject... subjects) throws RunnerException {
    String[] names = new String[subjects.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = subjects[i].name();
    }
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(EventCost.class.getName())
            .param("subject", names)
            .param("tasks", tasks)
            .forks(setting.forks())
            .warmupIterations(setting.iterations())
            .measurementIterations(setting.iterations())
            .jvmArgsAppend(
                "-D" + EventCost.RECORDING + "=" + setting.recording(), "-Xms2g", "-Xmx2g");
    Collection<RunResult> results = new Runner(options.build()).run();
    for (RunResult result : results) {
      Subject subject = Subject.valueOf(result.getParams().getParam("subject"));
      costs
          .computeIfAbsent(Long.valueOf(tasks), key -> new EnumMap<>(Subject.class))
          .put(subject, cost(result));
    }
  }

  private static Cost cost(RunResult result) {
    List<IterationResult> iterations = new ArrayList<>();
    result.getBenchmarkResults().forEach(each -> iterations.addAll(each.getIterationResults()));
    return new Cost(
        Sample.of(iterations, each -> each.getPrimaryResult().getScore() / value(each, "events")),
        Sample.of(iterations, each -> value(each, "cpuNanos") / value(each, "events")),
        Sample.of(iterations, each -> value(each, "bytes") / value(each, "events")));
  }

  private static double value(IterationResult iteration, String counter) {
    return iteration.getSecondaryResults().get(counter).getScore();
  }

  private String table() {
    Table table =
        new Table(
            "listener", "tasks before", "ns an event", "ns on the processor", "bytes an event");
    costs.forEach(
        (tasks, bySubject) ->
            bySubject.forEach(
                (subject, cost) ->
                    table.row(
                        subject.title(),
                        String.format(Locale.ROOT, "%,d", tasks),
                        cost.nanos().text("%,.0f"),
                        cost.cpuNanos().text("%,.0f"),
                        String.format(Locale.ROOT, "%,.0f", cost.bytes().median()))));
    return table.text();
  }

  private String targets() {
    Table table = new Table("target", "tasks before", "limit", "measured", "");
    costs.forEach(
        (tasks, bySubject) -> {
          String after = String.format(Locale.ROOT, "%,d", tasks);
          Cost ours = bySubject.get(Subject.FIREWARDEN);
          double nanos = ours.nanos().median();
          double spark = bySubject.get(Subject.APP_STATUS).nanos().median();
          double measure = bySubject.get(Subject.SPARK_MEASURE).nanos().median();
          double bytes = ours.bytes().median();
          limit(table, "a fifth of AppStatusListener, ns", after, SHARE_OF_SPARK * spark, nanos);
          limit(table, "no more than sparkMeasure, ns", after, measure, nanos);
          limit(table, "allocated in an event, bytes", after, MAX_BYTES, bytes);
        });
    double few = costs.get(1_000L).get(Subject.FIREWARDEN).nanos().median();
    double many = costs.get(1_000_000L).get(Subject.FIREWARDEN).nanos().median();
    limit(table, "as after 1,000 tasks (within 10 %), ns", "1,000,000", MAX_GROWTH * few, many);
    return table.text();
  }

  private static void limit(Table table, String target, String after, double limit, double value) {
    table.row(
        target,
        after,
        String.format(Locale.ROOT, "%,.0f", limit),
        String.format(Locale.ROOT, "%,.0f", value),
        Table.verdict(value <= limit));
  }
}
