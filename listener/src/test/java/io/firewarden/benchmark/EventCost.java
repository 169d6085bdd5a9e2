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

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.ReplayListenerBus;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What one listener takes to be told some rounds of a recorded application, after it has been told
 * of a thousand tasks, or of a million. An iteration is one pass over events that nobody has seen.
 *
 * <p>After a thousand: each iteration has a new listener. After a million: all have the same.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventCost {
  /** The system property with the file of the {@link Recording}. */
  static final String RECORDING = "benchmark.recording";

  /** Rounds in an iteration. */
  static final int ROUNDS = 4;

  private static final long MANY = 1_000_000;

  private static final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Whose cost. */
  @Param({"EMPTY", "FIREWARDEN", "SPARK_MEASURE", "APP_STATUS", "SQL_APP_STATUS", "EVENT_LOG"})
  public Subject subject;

  /** How many tasks it has been told of. */
  @Param({"1000", "1000000"})
  public long tasks;

  private Recording recording;
  private Subject.Attached attached;
  private ReplayListenerBus bus;
  private EventStream stream;
  private List<SparkListenerEvent> events;

  /** What else an event costs the thread that tells it; JMH measures only how long that takes. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Cost {
    /** Events told. */
    public double events;

    /** Bytes allocated. */
    public double bytes;

    /** Time on a processor, in ns: what others on the machine do does not count. */
    public double cpuNanos;
  }

  @Setup(Level.Trial)
  public void read() throws IOException {
    recording = Recording.read(Path.of(System.getProperty(RECORDING)));
  }

  @Setup(Level.Iteration)
  public void prepare() throws IOException {
    if (attached == null) {
      attached = subject.attach();
      bus = new ReplayListenerBus();
      attached.listeners().forEach(bus::addListener);
      stream = new EventStream(recording);
      stream.start(bus::postToAll, tasks);
      attached.settle().run();
    }
    events = stream.next(ROUNDS);
    attached.clear().run();
  }

  @Benchmark
  public void events(Cost cost) {
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long cpuNanos = threads.getCurrentThreadCpuTime();
    for (SparkListenerEvent event : events) {
      bus.postToAll(event);
    }
    cost.cpuNanos = threads.getCurrentThreadCpuTime() - cpuNanos;
    cost.bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
    cost.events = events.size();
  }

  @TearDown(Level.Iteration)
  public void renew() throws IOException {
    if (tasks < MANY) {
      end();
    }
  }

  @TearDown(Level.Trial)
  public void end() throws IOException {
    if (attached != null) {
      attached.end().run();
      attached = null;
    }
  }
}
