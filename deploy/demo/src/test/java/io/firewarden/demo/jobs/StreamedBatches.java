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
package io.firewarden.demo.jobs;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.receiver.Receiver;

/**
 * Some batches of a receiver, in one of which an output operation fails, then one that is processed
 * until the end of the standard input, while the next ones wait.
 */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated
public final class StreamedBatches {
  public static final long INTERVAL_MILLIS = 2000;
  public static final int RECORDS = 7;

  /** Batches that are processed before the one that is held up. */
  public static final int COMPLETED = 4;

  private static final AtomicInteger STARTED = new AtomicInteger();
  private static final CountDownLatch END = new CountDownLatch(1);

  private StreamedBatches() {}

  public static void main(String[] arguments) throws IOException {
    try (JavaStreamingContext streams =
        new JavaStreamingContext(new SparkConf(), Durations.milliseconds(INTERVAL_MILLIS))) {
      JavaDStream<Integer> numbers = streams.receiverStream(new Numbers());
      numbers.foreachRDD(rdd -> fail(rdd.count()));
      numbers.foreachRDD(rdd -> hold());
      streams.start();
      while (System.in.read() >= 0) {
        // What is written there says nothing; its end does.
      }
      END.countDown();
    }
  }

  private static void fail(long records) {
    if (records > 0) {
      throw new IllegalStateException("an output operation that fails on purpose");
    }
  }

  private static void hold() throws InterruptedException {
    if (STARTED.incrementAndGet() > COMPLETED) {
      END.await();
    }
  }

  /** Receives some numbers at once, and then no more. */
  private static final class Numbers extends Receiver<Integer> {
    private static final long serialVersionUID = 1;

    Numbers() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {
      for (int i = 0; i < RECORDS; i++) {
        store(i);
      }
    }

    @Override
    public void onStop() {
      // Nothing is open.
    }
  }
}
