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
package io.firewarden.model.executor;

import java.util.Objects;

/**
 * What one garbage collector of a JVM did since the JVM's start.
 *
 * @param name the JVM's name for it, such as {@code G1 Young Generation}
 * @param concurrent whether its time is that of cycles beside the application's threads, and not of
 *     pauses
 * @param collections collections or cycles; monotone
 * @param millis their time; monotone
 */
public record GarbageCollector(String name, boolean concurrent, long collections, long millis) {

  public GarbageCollector {
    Objects.requireNonNull(name, "name");
  }
}
