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
package io.firewarden.demo.workload;

import java.time.Duration;

/** The time that an application has, so that none outlives a demo that was torn down. */
final class Lifetime {
  private final long endNanos;

  private Lifetime(Duration duration) {
    this.endNanos = System.nanoTime() + duration.toNanos();
  }

  /** Reads the first argument of an application: its seconds. */
  static Lifetime of(String[] arguments) {
    if (arguments.length == 0) {
      throw new IllegalArgumentException("the first argument must be the seconds to run");
    }
    return new Lifetime(Duration.ofSeconds(Long.parseLong(arguments[0])));
  }

  boolean isOver() {
    return remainingMillis() <= 0;
  }

  long remainingMillis() {
    return (endNanos - System.nanoTime()) / 1_000_000;
  }

  /** Waits, but not beyond the end. */
  void pause(Duration duration) {
    sleep(Math.min(duration.toMillis(), Math.max(0, remainingMillis())));
  }

  /** Stands for work that needs time and no processor; ends early when Spark kills the task. */
  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}
