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
package io.firewarden.listener.event;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * An accessor, found by its name, that some supported Spark lacks or whose result type differs
 * between Scala versions. A record, since the JVM takes the fields of one for constants: a handle
 * that is one costs no more than a call.
 *
 * @param name class and accessor
 * @param handle null when this Spark has no such accessor
 */
record Accessor(String name, @Nullable MethodHandle handle) {

  /** Of this name, in this class. */
  static Accessor of(Class<?> type, String name) {
    return new Accessor(type.getSimpleName() + '.' + name, find(type, name));
  }

  private static @Nullable MethodHandle find(Class<?> type, String name) {
    try {
      return MethodHandles.publicLookup().unreflect(type.getMethod(name));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** The value, or null when this Spark has no such accessor. */
  @Nullable Object get(Object target) {
    if (handle == null) {
      return null;
    }
    try {
      return handle.invoke(target);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name + " failed", e);
    }
  }
}
