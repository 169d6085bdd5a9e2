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
package io.firewarden.listener;

import io.firewarden.model.FinalStatus;
import java.lang.reflect.Field;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The verdict of YARN's ApplicationMaster, which runs the program in cluster mode and reports to
 * YARN how that ended. It is no part of Spark's interface, so it is looked for by name, and what is
 * not found is unknown.
 */
final class YarnMaster {
  static final String CLASS = "org.apache.spark.deploy.yarn.ApplicationMaster";

  private YarnMaster() {}

  /**
   * What it will report, or has reported, of the program; unknown until it has made up its mind.
   */
  static FinalStatus verdict() {
    try {
      ClassLoader loader = YarnMaster.class.getClassLoader();
      Class<?> type = Class.forName(CLASS, false, loader);
      Object master = master(Class.forName(CLASS + '$', false, loader), type);
      if (master == null || !Boolean.TRUE.equals(field(type, "finished").get(master))) {
        return FinalStatus.UNKNOWN;
      }
      return of(String.valueOf(field(type, "finalStatus").get(master)));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return FinalStatus.UNKNOWN;
    }
  }

  /** It is kept by its companion, in a field whose name and kind differ between Scala versions. */
  private static @Nullable Object master(Class<?> companion, Class<?> type)
      throws ReflectiveOperationException {
    Object module = companion.getField("MODULE$").get(null);
    for (Field each : companion.getDeclaredFields()) {
      if (each.getType() == type) {
        each.setAccessible(true);
        return each.get(module);
      }
    }
    return null;
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field found =
        Arrays.stream(type.getDeclaredFields())
            .filter(each -> each.getName().equals(name) || each.getName().endsWith("$$" + name))
            .findFirst()
            .orElseThrow(() -> new NoSuchFieldException(name));
    found.setAccessible(true);
    return found;
  }

  private static FinalStatus of(String yarn) {
    return switch (yarn) {
      case "SUCCEEDED" -> FinalStatus.SUCCEEDED;
      case "FAILED" -> FinalStatus.FAILED;
      case "KILLED" -> FinalStatus.KILLED;
      default -> FinalStatus.UNKNOWN;
    };
  }
}
