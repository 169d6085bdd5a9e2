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
package io.firewarden.agent.discovery.yarn;

import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.discovery.yarn.YarnJson.App;
import io.firewarden.model.FinalStatus;
import java.time.Instant;
import java.util.Objects;

/**
 * How an application ended, by what YARN knows of it.
 *
 * <p>In cluster mode YARN runs the driver and knows. In client mode it runs only a small master
 * that sees the driver's connection go, and says SUCCEEDED whatever that was: an end of the
 * program, an exception, or SIGKILL. So that word is worth nothing there, and every other is.
 *
 * <p>One that ends while no ResourceManager can be told counts as failed, whatever its exit code.
 * Of these, 0 is left only by a driver that ended well, or by the small master; but also by a
 * program that exits before it has a SparkContext, whose master has nobody to tell yet.
 */
final class YarnEnding {
  private static final int NONE = Integer.MIN_VALUE;
  private static final int JVM_HEAP_FULL = 3;
  private static final int SPARK_HEAP_FULL = 52;
  private static final int SIGABRT = 134;
  private static final int SIGKILL = 137;
  private static final int SIGTERM = 143;
  private static final int NODE_LOST = -100;
  private static final int VIRTUAL_MEMORY = -103;
  private static final int PHYSICAL_MEMORY = -104;

  private YarnEnding() {}

  static boolean isOver(App app) {
    return switch (state(app)) {
      case "FINISHED", "FAILED", "KILLED" -> true;
      default -> false;
    };
  }

  /**
   * Of an application that is over.
   *
   * @param master what YARN was seen to run its driver in
   * @param source who says so
   */
  static Ending of(App app, DriverMaster master, String source) {
    Diagnostics diagnostics = Diagnostics.of(app.diagnostics());
    Instant at = app.finishedTime() > 0 ? Instant.ofEpochMilli(app.finishedTime()) : null;
    FinalStatus status = status(app);
    if (status == FinalStatus.SUCCEEDED && !master.seen()) {
      return new Ending(
          FinalStatus.UNKNOWN,
          at,
          "YARN says SUCCEEDED, but in client mode it says so of every driver that goes, also of one"
              + " that failed or was killed",
          source);
    }
    int exitCode = diagnostics.exitCode().orElse(NONE);
    if (state(app).equals("FAILED") && exitCode == 0) {
      return new Ending(
          master.mayBeOf(diagnostics.attempt()) ? FinalStatus.SUCCEEDED : FinalStatus.UNKNOWN,
          at,
          "YARN says FAILED, for it was not told of the end; the exit code of its master was 0",
          source);
    }
    if (status == FinalStatus.FAILED && exitCode == NODE_LOST) {
      status = FinalStatus.LOST;
    }
    return new Ending(status, at, reason(app, diagnostics), source);
  }

  private static FinalStatus status(App app) {
    return switch (state(app)) {
      case "KILLED" -> FinalStatus.KILLED;
      case "FAILED" -> FinalStatus.FAILED;
      default ->
          switch (Objects.requireNonNullElse(app.finalStatus(), "")) {
            case "SUCCEEDED" -> FinalStatus.SUCCEEDED;
            case "FAILED" -> FinalStatus.FAILED;
            case "KILLED" -> FinalStatus.KILLED;
            default -> FinalStatus.UNKNOWN;
          };
    };
  }

  private static String reason(App app, Diagnostics diagnostics) {
    String line = diagnostics.line();
    if (line.isEmpty() && status(app) == FinalStatus.SUCCEEDED) {
      return "";
    }
    if (line.isEmpty()) {
      return "YARN tells the state "
          + state(app)
          + " and the final status "
          + Objects.requireNonNullElse(app.finalStatus(), "of nothing");
    }
    String meaning =
        switch (diagnostics.exitCode().orElse(NONE)) {
          case JVM_HEAP_FULL -> " (as of a JVM that is to exit when its heap is full)";
          case SPARK_HEAP_FULL -> " (as of Spark when its heap is full)";
          case SIGABRT -> " (SIGABRT, as of a JVM that crashed)";
          case SIGKILL -> " (SIGKILL, as the kernel sends it when memory runs out)";
          case SIGTERM -> " (SIGTERM)";
          case NODE_LOST -> " (its node was lost)";
          case VIRTUAL_MEMORY, PHYSICAL_MEMORY -> " (it took more memory than it asked for)";
          default -> "";
        };
    int room = Ending.MAX_REASON - meaning.length();
    return (line.length() > room ? line.substring(0, room - 3) + "..." : line) + meaning;
  }

  private static String state(App app) {
    return Objects.requireNonNullElse(app.state(), "");
  }
}
