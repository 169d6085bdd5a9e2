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

import org.apache.spark.SparkFirehoseListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** A listener that counts the task ends it is told of, and tells another of all events. */
final class Told extends SparkFirehoseListener {
  private final SparkFirehoseListener next;
  private volatile long taskEnds;

  Told(SparkFirehoseListener next) {
    this.next = next;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread tells.
  public void onEvent(SparkListenerEvent event) {
    next.onEvent(event);
    if (event instanceof SparkListenerTaskEnd) {
      taskEnds++;
    }
  }

  long taskEnds() {
    return taskEnds;
  }
}
