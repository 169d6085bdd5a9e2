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
package io.firewarden.agent.poll;

import java.time.Duration;

/** What runs a task later, on one of a bounded number of threads. */
interface Timer extends AutoCloseable {

  /** Runs the task once, when the delay has passed. A closed timer runs nothing. */
  void after(Duration delay, Runnable task);

  /** The same for a task that asks a server: of those, only a few run at a time. */
  default void after(Duration delay, String server, Runnable task) {
    after(delay, task);
  }

  /** A clock that only goes on, in nanoseconds. */
  default long nanos() {
    return System.nanoTime();
  }

  /** Runs no further task, and waits a moment for those that run now. */
  @Override
  void close();
}
