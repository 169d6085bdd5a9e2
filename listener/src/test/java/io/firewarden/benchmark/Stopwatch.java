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

import java.util.Arrays;
import org.apache.spark.SparkFirehoseListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * A listener that takes the time of each task end on its way: how long after it was posted another
 * listener gets it, and how long that takes. Other events pass untimed.
 */
final class Stopwatch extends SparkFirehoseListener {
  private final SparkFirehoseListener next;
  private final long[] posted;
  private final double[] waited;
  private final double[] took;
  private int postings;
  private volatile int tellings;

  Stopwatch(SparkFirehoseListener next, int capacity) {
    this.next = next;
    posted = new long[capacity];
    waited = new double[capacity];
    took = new double[capacity];
  }

  /** Called just before a task end is posted. */
  synchronized void posting() {
    posted[postings] = System.nanoTime();
    postings++;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread tells.
  public void onEvent(SparkListenerEvent event) {
    if (!(event instanceof SparkListenerTaskEnd)) {
      next.onEvent(event);
      return;
    }
    int i = tellings;
    long begin = System.nanoTime();
    next.onEvent(event);
    took[i] = System.nanoTime() - begin;
    waited[i] = begin - postedAt(i);
    tellings = i + 1;
  }

  private synchronized long postedAt(int i) {
    return posted[i];
  }

  /** How many task ends were timed so far. */
  int count() {
    return tellings;
  }

  /** The waits since then, in ns. */
  Sample waitedSince(int first) {
    return new Sample(Arrays.copyOfRange(waited, first, tellings));
  }

  /** How long the other listener took since then, in ns. */
  Sample tookSince(int first) {
    return new Sample(Arrays.copyOfRange(took, first, tellings));
  }
}
