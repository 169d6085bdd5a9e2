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
package io.firewarden.listener;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A question to Spark, put again and again on a thread of its own: Spark lets whoever asks for its
 * context wait while one is being made, and that may take until the executors are there.
 */
final class Inquiry implements AutoCloseable {
  private final Runnable question;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "firewarden-context");
            made.setDaemon(true);
            return made;
          });
  private @Nullable Future<?> open;

  /**
   * @param question asks, and keeps the answer; throws nothing
   */
  Inquiry(Runnable question) {
    this.question = question;
  }

  /** Puts the question, unless it is still open, and waits for the answer no longer than that. */
  void put(Duration patience) throws InterruptedException {
    if (open == null || open.isDone()) {
      open = thread.submit(question);
    }
    try {
      open.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // The answer is kept when it comes.
    }
  }

  /** Asks no more. A question that is open stays so, on a daemon thread. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
