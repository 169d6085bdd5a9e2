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
package io.firewarden.model.bus;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A queue of Spark's listener bus.
 *
 * @param name Spark's name for it, such as {@code shared}
 * @param size events that wait in it; null when Spark does not tell
 * @param dropped events that it dropped since the application's start; monotone
 * @param processed events that its listeners have processed since then; monotone; null when Spark
 *     does not tell
 * @param meanMicros mean time that they took for a recent event, in us; null when Spark does not
 *     tell
 */
public record BusQueue(
    String name,
    @Nullable Long size,
    long dropped,
    @Nullable Long processed,
    @Nullable Double meanMicros) {

  public BusQueue {
    Objects.requireNonNull(name, "name");
  }

  /** A queue of which is not known how fast it is. */
  public BusQueue(String name, @Nullable Long size, long dropped) {
    this(name, size, dropped, null, null);
  }

  /** What is left to know of it when the context is gone. */
  public BusQueue withoutSize() {
    return new BusQueue(name, null, dropped, processed, null);
  }
}
