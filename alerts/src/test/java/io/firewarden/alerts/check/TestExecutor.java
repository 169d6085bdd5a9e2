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
package io.firewarden.alerts.check;

import io.firewarden.model.Executor;
import org.jspecify.annotations.Nullable;

/** An executor in the making; nothing is known of its memory until it is told. */
final class TestExecutor {
  private final String id;
  private int cores = 2;
  private long failed;
  private long taskMillis;
  private long gcMillis;
  private long storageUsed;
  private long storageMax;
  private @Nullable Long heapPeak;
  private @Nullable Long heapMax;
  private @Nullable Long majors;

  private TestExecutor(String id) {
    this.id = id;
  }

  static TestExecutor executor(String id) {
    return new TestExecutor(id);
  }

  static TestExecutor driver() {
    TestExecutor driver = new TestExecutor(Executor.DRIVER_ID);
    driver.cores = 0;
    return driver;
  }

  TestExecutor cores(int count) {
    cores = count;
    return this;
  }

  TestExecutor failed(long count) {
    failed = count;
    return this;
  }

  TestExecutor took(long millis, long gc) {
    taskMillis = millis;
    gcMillis = gc;
    return this;
  }

  TestExecutor storage(long used, long max) {
    storageUsed = used;
    storageMax = max;
    return this;
  }

  TestExecutor heap(@Nullable Long peak, @Nullable Long max) {
    heapPeak = peak;
    heapMax = max;
    return this;
  }

  TestExecutor majors(@Nullable Long count) {
    majors = count;
    return this;
  }

  Executor build() {
    return new Executor(
        id,
        "host-" + id,
        TestSnapshot.NOW.minusSeconds(3000),
        cores,
        0,
        0,
        failed,
        taskMillis,
        gcMillis,
        storageUsed,
        storageMax,
        0,
        heapPeak,
        heapMax,
        majors);
  }
}
