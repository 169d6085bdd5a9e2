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
package io.firewarden.agent.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** A clock that stands still until it is moved. */
final class TestClock implements InstantSource {
  private final AtomicInteger broken = new AtomicInteger();
  private volatile Instant now;

  TestClock(Instant now) {
    this.now = now;
  }

  void advance(Duration by) {
    now = now.plus(by);
  }

  /** The next so many looks at it end in an error. */
  void breakFor(int looks) {
    broken.set(looks);
  }

  boolean isBroken() {
    return broken.get() > 0;
  }

  @Override
  public Instant instant() {
    if (broken.getAndUpdate(looks -> Math.max(0, looks - 1)) > 0) {
      throw new StackOverflowError("broken");
    }
    return now;
  }
}
