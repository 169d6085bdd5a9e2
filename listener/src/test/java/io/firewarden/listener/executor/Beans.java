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
package io.firewarden.listener.executor;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** Beans of JVMs other than this one. */
final class Beans {
  private Beans() {}

  static GarbageCollectorMXBean collector(String name, long count, long millis) {
    return bean(
        GarbageCollectorMXBean.class,
        Map.of("getName", name, "getCollectionCount", count, "getCollectionTime", millis));
  }

  static BufferPoolMXBean buffers(String name, long used) {
    return bean(BufferPoolMXBean.class, Map.of("getName", name, "getMemoryUsed", used));
  }

  /**
   * A memory pool.
   *
   * @param afterGc in use after the last collection; null when the pool does not tell
   */
  static MemoryPoolMXBean pool(String name, Long afterGc, long max) {
    Map<String, Object> values = new HashMap<>();
    values.put("getName", name);
    values.put("getUsage", new MemoryUsage(-1, 1, 1, max));
    values.put(
        "getCollectionUsage", afterGc == null ? null : new MemoryUsage(0, afterGc, afterGc, max));
    return bean(MemoryPoolMXBean.class, values);
  }

  private static <T> T bean(Class<T> type, Map<String, Object> values) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> values.get(method.getName())));
  }
}
