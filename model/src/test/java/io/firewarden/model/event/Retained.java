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
package io.firewarden.model.event;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** Counts what an object of this project holds on to. */
public final class Retained {
  private static final String OURS = "io.firewarden.";

  private Retained() {}

  /** Entries of all maps and collections, and words of all bit sets, that can be reached. */
  public static long entries(Object root) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>();
    open.add(root);
    long entries = 0;
    while (!open.isEmpty()) {
      Object each = open.remove();
      if (!seen.add(each)) {
        continue;
      }
      if (each instanceof Map<?, ?> map) {
        entries += map.size();
        open.addAll(map.values());
      } else if (each instanceof Collection<?> collection) {
        entries += collection.size();
        open.addAll(collection);
      } else if (each instanceof BitSet bits) {
        entries += bits.length() / Long.SIZE;
      } else if (each instanceof IntCounts counts) {
        entries += counts.size();
      } else if (each instanceof BlockSizes sizes) {
        entries += sizes.size();
      } else if (each instanceof long[] values) {
        entries += values.length;
      } else if (each.getClass().getName().startsWith(OURS) && !each.getClass().isEnum()) {
        addFields(each, open);
      }
    }
    return entries;
  }

  private static void addFields(Object object, Deque<Object> open) {
    for (Field field : REFERENCES.get(object.getClass())) {
      try {
        Object value = field.get(object);
        if (value != null) {
          open.add(value);
        }
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static final ClassValue<Field[]> REFERENCES =
      new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
          return Arrays.stream(type.getDeclaredFields())
              .filter(field -> !Modifier.isStatic(field.getModifiers()))
              .filter(field -> !field.getType().isPrimitive())
              .peek(field -> field.setAccessible(true))
              .toArray(Field[]::new);
        }
      };
}
