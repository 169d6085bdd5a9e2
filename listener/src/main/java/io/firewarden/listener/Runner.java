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

/** What runs the application's own program, and so decides what the end of this JVM can tell. */
enum Runner {
  /** This JVM itself, with or without Spark's launcher: what ends the program ends main. */
  MAIN,
  /** YARN's ApplicationMaster, which runs the program on a thread and keeps what that throws. */
  YARN,
  /** A process of Python's or R's that has started this JVM; how it ends is not told here. */
  OUTSIDE;

  private static final String SPARK = "org.apache.spark.";

  /**
   * @param main the stack of the JVM's main thread, which is still there in the last two
   */
  static Runner of(StackTraceElement[] main) {
    if (has(main, YarnMaster.CLASS)) {
      return YARN;
    }
    return has(main, SPARK + "api.python.PythonGatewayServer")
            || has(main, SPARK + "api.r.RBackend")
        ? OUTSIDE
        : MAIN;
  }

  private static boolean has(StackTraceElement[] stack, String type) {
    return Arrays.stream(stack)
        .anyMatch(
            frame ->
                frame.getMethodName().equals("main")
                    && (frame.getClassName().equals(type)
                        || frame.getClassName().equals(type + '$')));
  }
}
