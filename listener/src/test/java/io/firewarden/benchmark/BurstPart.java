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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFirehoseListener;
import org.apache.spark.scheduler.LiveListenerBus;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerInterface;

/**
 * Ends of tasks, posted to a bus of Spark's as fast as one thread can, until far more have come
 * than its queue holds: how many does Spark drop for each listener on its shared queue.
 */
final class BurstPart implements Part {
  private static final int EXECUTORS = 100;

  private final Map<Subject, List<Burst>> bursts = new EnumMap<>(Subject.class);
  private List<SparkListenerEvent> prologue;
  private List<SparkListenerEvent> taskEnds;

  /** What came of one burst: events dropped, and how long posting took. */
  private record Burst(double dropped, double postNanos) {}

  @Override
  public String run(Setting setting) throws IOException {
    make(setting);
    SparkConf conf =
        new SparkConf().setMaster("local[1]").setAppName("burst").set("spark.ui.enabled", "false");
    SparkContext context = new SparkContext(conf);
    try {
      Subject[] subjects = {Subject.EMPTY, Subject.FIREWARDEN, Subject.APP_STATUS};
      for (int round = -2; round < setting.rounds(); round++) {
        for (Subject subject : subjects) {
          Burst burst = burst(context, subject);
          if (round >= 0) {
            bursts.computeIfAbsent(subject, key -> new ArrayList<>()).add(burst);
          }
        }
      }
    } finally {
      context.stop();
    }
    return text(setting);
  }

  private void make(Setting setting) {
    MadeApplication application = new MadeApplication(EXECUTORS);
    prologue = new ArrayList<>();
    prologue.add(MadeApplication.start("burst", "burst"));
    prologue.addAll(application.cluster());
    prologue.addAll(application.runningStage(0));
    taskEnds = new ArrayList<>(setting.burst());
    for (int i = 0; i < setting.burst(); i++) {
      taskEnds.add(application.taskEnd(application.taskStart(0)));
    }
  }

  private Burst burst(SparkContext context, Subject subject) throws IOException {
    Subject.Attached attached = subject.attach();
    Told told = new Told(firehose(attached.listeners().get(0)));
    LiveListenerBus bus = new LiveListenerBus(context.getConf());
    bus.addToSharedQueue(told);
    bus.start(context, context.env().metricsSystem());
    prologue.forEach(bus::post);
    waitUntilEmpty(bus);
    attached.settle().run();
    long begin = System.nanoTime();
    for (SparkListenerEvent event : taskEnds) {
      bus.post(event);
    }
    long nanos = System.nanoTime() - begin;
    bus.stop();
    attached.end().run();
    return new Burst(taskEnds.size() - told.taskEnds(), nanos);
  }

  private static void waitUntilEmpty(LiveListenerBus bus) {
    try {
      bus.waitUntilEmpty();
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each callback of a listener, as one. */
  private static SparkFirehoseListener firehose(SparkListenerInterface listener) {
    if (listener instanceof SparkFirehoseListener already) {
      return already;
    }
    var bus = new org.apache.spark.scheduler.ReplayListenerBus();
    bus.addListener(listener);
    return new SparkFirehoseListener() {
      @Override
      public void onEvent(SparkListenerEvent event) {
        bus.postToAll(event);
      }
    };
  }

  private String text(Setting setting) {
    Table table = new Table("listener on the shared queue", "dropped", "post, ns an event");
    int posted = setting.burst();
    bursts.forEach(
        (subject, all) ->
            table.row(
                subject.title(),
                Sample.of(all, Burst::dropped).text("%,.0f"),
                Sample.of(all, each -> each.postNanos() / posted).text("%.0f")));
    double nobody = Sample.of(bursts.get(Subject.EMPTY), Burst::dropped).median();
    double ours = Sample.of(bursts.get(Subject.FIREWARDEN), Burst::dropped).median();
    Table target = new Table("target", "limit", "measured", "");
    target.row(
        "dropped, no more than with a listener that does nothing",
        String.format(Locale.ROOT, "%,.0f", nobody),
        String.format(Locale.ROOT, "%,.0f", ours),
        Table.verdict(ours <= nobody));
    return String.format(Locale.ROOT, "%,d events, %d times.\n\n", posted, setting.rounds())
        + table.text()
        + "\n"
        + target.text();
  }
}
