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
 * Ends of tasks, posted to a bus of Spark's with one listener on its shared queue: as fast as one
 * thread can, many more than the queue holds, to see how many Spark drops; and at growing rates, to
 * see how long it drops none.
 */
final class BurstPart implements Part {
  private static final Subject[] SUBJECTS = {Subject.EMPTY, Subject.FIREWARDEN, Subject.APP_STATUS};
  private static final int EXECUTORS = 100;
  private static final int LEAST_RATE = 100_000;
  private static final double STEP = 1.2;
  private static final int TRIES = 3;

  /** No rate. */
  private static final double UNPACED = Double.POSITIVE_INFINITY;

  private final Map<Subject, List<Burst>> bursts = new EnumMap<>(Subject.class);
  private final Map<Subject, Double> rates = new EnumMap<>(Subject.class);
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
      for (int round = -2; round < setting.rounds(); round++) {
        for (Subject subject : SUBJECTS) {
          Burst burst = burst(context, subject, UNPACED, taskEnds.size());
          if (round >= 0) {
            bursts.computeIfAbsent(subject, key -> new ArrayList<>()).add(burst);
          }
        }
      }
      for (Subject subject : SUBJECTS) {
        rates.put(subject, highestRate(context, subject));
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

  /** The highest rate, in events a second, at which several tries for half a second drop none. */
  private double highestRate(SparkContext context, Subject subject) throws IOException {
    double rate = LEAST_RATE;
    while (dropsNone(context, subject, rate * STEP)) {
      rate *= STEP;
    }
    return rate;
  }

  private boolean dropsNone(SparkContext context, Subject subject, double rate) throws IOException {
    int events = (int) Math.min(taskEnds.size(), rate / 2);
    for (int i = 0; i < TRIES; i++) {
      Burst burst = burst(context, subject, rate, events);
      // Nor is it a rate when the posting thread cannot keep it.
      if (burst.dropped() > 0 || burst.postNanos() > STEP * 1e9 / rate * events) {
        return false;
      }
    }
    return true;
  }

  private Burst burst(SparkContext context, Subject subject, double rate, int events)
      throws IOException {
    Subject.Attached attached = subject.attach();
    Told told = new Told(firehose(attached.listeners().get(0)));
    LiveListenerBus bus = new LiveListenerBus(context.getConf());
    bus.addToSharedQueue(told);
    bus.start(context, context.env().metricsSystem());
    prologue.forEach(bus::post);
    waitUntilEmpty(bus);
    attached.settle().run();
    long begin = System.nanoTime();
    for (int i = 0; i < events; i++) {
      long due = rate == UNPACED ? begin : begin + (long) (i * 1e9 / rate);
      while (System.nanoTime() < due) {
        Thread.onSpinWait();
      }
      bus.post(taskEnds.get(i));
    }
    long nanos = System.nanoTime() - begin;
    bus.stop();
    attached.end().run();
    return new Burst(events - told.taskEnds(), nanos);
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
    Table table =
        new Table(
            "listener on the shared queue",
            "dropped",
            "post, ns an event",
            "highest rate without a drop, events a second");
    int posted = setting.burst();
    bursts.forEach(
        (subject, all) ->
            table.row(
                subject.title(),
                Sample.of(all, Burst::dropped).text("%,.0f"),
                Sample.of(all, each -> each.postNanos() / posted).text("%.0f"),
                String.format(Locale.ROOT, "%,.0f", rates.get(subject))));
    double nobody = Sample.of(bursts.get(Subject.EMPTY), Burst::dropped).median();
    double ours = Sample.of(bursts.get(Subject.FIREWARDEN), Burst::dropped).median();
    Table target = new Table("target", "limit", "measured", "");
    target.row(
        "dropped, no more than with a listener that does nothing",
        String.format(Locale.ROOT, "%,.0f", nobody),
        String.format(Locale.ROOT, "%,.0f", ours),
        Table.verdict(ours <= nobody));
    double spark = Sample.of(bursts.get(Subject.APP_STATUS), Burst::dropped).median();
    target.row(
        "dropped, no more than with Spark's AppStatusListener",
        String.format(Locale.ROOT, "%,.0f", spark),
        String.format(Locale.ROOT, "%,.0f", ours),
        Table.verdict(ours <= spark));
    return String.format(Locale.ROOT, "%,d events, %d times.\n\n", posted, setting.rounds())
        + table.text()
        + "\n"
        + target.text();
  }
}
