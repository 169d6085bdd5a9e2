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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The way in which a JVM goes down, read from the stack of the thread that takes it down. There is
 * nothing else to read: the exit status is known to nobody but that thread.
 */
enum ExitWay {
  /** A signal ended the process. */
  SIGNAL,
  /** Spark's launcher gave up, which it does with an exit code that is not 0. */
  SPARK_FAILED,
  /** Code of Spark's called exit; with what code is not known. */
  SPARK_EXITED,
  /** The application called exit; with what code is not known. */
  CALLED_EXIT,
  /** The last thread that is no daemon has ended. */
  RETURNED;

  private static final Pattern SIGNAL_THREAD = Pattern.compile("SIG(TERM|INT|HUP) handler");
  private static final String HOOKS = "java.lang.ApplicationShutdownHooks";
  private static final String SPARK = "org.apache.spark.";

  /** Of the JVM that we are in, while its shutdown hooks run. */
  static ExitWay now() {
    return of(Thread.getAllStackTraces());
  }

  static ExitWay of(Map<Thread, StackTraceElement[]> stacks) {
    return stacks.entrySet().stream()
        .filter(entry -> runsHooks(entry.getValue()))
        .findFirst()
        .map(entry -> of(entry.getKey().getName(), List.of(entry.getValue())))
        .orElse(RETURNED);
  }

  private static boolean runsHooks(StackTraceElement[] stack) {
    return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals(HOOKS));
  }

  /**
   * @param stack of the thread that runs the hooks, the innermost frame first
   */
  static ExitWay of(String threadName, List<StackTraceElement> stack) {
    if (SIGNAL_THREAD.matcher(threadName).matches()) {
      return SIGNAL;
    }
    if (stack.stream().noneMatch(ExitWay::isExit)) {
      return RETURNED;
    }
    Optional<StackTraceElement> caller =
        stack.stream()
            .dropWhile(frame -> !isExit(frame))
            .filter(frame -> !isPartOfExit(frame))
            .findFirst();
    if (caller.isEmpty() || !caller.get().getClassName().startsWith(SPARK)) {
      return CALLED_EXIT;
    }
    return isFailure(caller.get(), stack) ? SPARK_FAILED : SPARK_EXITED;
  }

  private static boolean isExit(StackTraceElement frame) {
    return frame.getMethodName().equals("exit")
        && (frame.getClassName().equals("java.lang.Runtime")
            || frame.getClassName().equals("java.lang.Shutdown"));
  }

  private static boolean isPartOfExit(StackTraceElement frame) {
    return frame.getClassName().startsWith("java.lang.")
        || frame.getClassName().startsWith("scala.sys.")
        || frame.getClassName().startsWith("scala.runtime.");
  }

  /**
   * The launcher leaves by its exit function when a Python or R program has failed and when it has
   * failed itself; but if it is told to, it also leaves so from within {@code runMain} in the end,
   * whatever became of the program.
   */
  private static boolean isFailure(StackTraceElement caller, List<StackTraceElement> stack) {
    if (caller.getClassName().equals(SPARK + "util.SparkUncaughtExceptionHandler")) {
      return true;
    }
    boolean launcher =
        stack.stream().anyMatch(f -> f.getClassName().startsWith(SPARK + "deploy.SparkSubmit"));
    boolean byExitFunction = stack.stream().anyMatch(f -> f.getMethodName().contains("exitFn"));
    boolean inRunMain = stack.stream().anyMatch(f -> f.getMethodName().contains("runMain"));
    return launcher && byExitFunction && !inRunMain;
  }
}
