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

import java.util.Arrays;
import java.util.Map;

/**
 * Whether it is Spark itself that stops a context, read from the stacks of all threads while the
 * context is being stopped: it does so when its cluster is lost.
 */
final class SparkStop {
  /** The thread that Spark makes to stop a context. */
  private static final String THREAD = "stop-spark-context";

  private static final String CONTEXT = "org.apache.spark.SparkContext";

  /** The cluster managers' sides in the driver: code of an application is not called from here. */
  private static final String SCHEDULER = "org.apache.spark.scheduler.";

  private SparkStop() {}

  static boolean now() {
    return isIn(Thread.getAllStackTraces());
  }

  static boolean isIn(Map<Thread, StackTraceElement[]> stacks) {
    return stacks.entrySet().stream()
        .anyMatch(each -> each.getKey().getName().equals(THREAD) || isByScheduler(each.getValue()));
  }

  /** As YARN's monitor does in client mode when the ResourceManager has ended the application. */
  private static boolean isByScheduler(StackTraceElement[] stack) {
    int stop = -1;
    for (int i = 0; i < stack.length; i++) {
      if (stack[i].getClassName().equals(CONTEXT) && stack[i].getMethodName().equals("stop")) {
        stop = i;
      }
    }
    return stop >= 0
        && Arrays.stream(stack)
            .skip(stop)
            .anyMatch(frame -> frame.getClassName().startsWith(SCHEDULER));
  }
}
