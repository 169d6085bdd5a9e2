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
 */
public record BusQueue(String name, @Nullable Long size, long dropped) {

  public BusQueue {
    Objects.requireNonNull(name, "name");
  }
}
