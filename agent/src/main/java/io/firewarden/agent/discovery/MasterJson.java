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
package io.firewarden.agent.discovery;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a standalone master's and a worker's {@code /json/} that are read, and of the
 * answers by which a driver is recognised. A reference is null when the answer lacks it, except for
 * the lists of a master, of which only that of running applications must be there.
 */
final class MasterJson {
  private MasterJson() {}

  record Master(
      @Nullable String status,
      @Nullable List<App> activeapps,
      List<App> completedapps,
      List<WorkerInfo> workers,
      List<DriverInfo> activedrivers,
      List<DriverInfo> completeddrivers) {

    Master {
      workers = orEmpty(workers);
      completedapps = orEmpty(completedapps);
      activedrivers = orEmpty(activedrivers);
      completeddrivers = orEmpty(completeddrivers);
    }

    boolean leads() {
      return "ALIVE".equals(status);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
      return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }
  }

  record App(
      @Nullable String id,
      @Nullable String name,
      @Nullable String user,
      long starttime,
      long duration,
      @Nullable String state) {}

  record WorkerInfo(
      @Nullable String id,
      @Nullable String host,
      @Nullable String webuiaddress,
      @Nullable String state) {

    boolean isAlive() {
      return "ALIVE".equals(state);
    }
  }

  /**
   * A driver that was submitted in cluster mode.
   *
   * @param starttime when it was submitted, in milliseconds since the epoch
   * @param worker the id of the worker on which it runs, or {@code None}
   */
  record DriverInfo(
      @Nullable String id,
      long starttime,
      @Nullable String state,
      int cores,
      long memory,
      @Nullable String worker,
      @Nullable String mainclass) {}

  record Worker(@Nullable List<ExecutorInfo> executors) {}

  record ExecutorInfo(@Nullable String appid, @Nullable AppDescription appdesc) {}

  /** The executor's command line: it says where its driver is. It may hold secrets too. */
  record AppDescription(@Nullable String command) {
    @Override
    public String toString() {
      return "AppDescription";
    }
  }

  record DriverApplication(@Nullable String id) {}

  /** A driver's settings; only its command line is looked at, and none of them is kept. */
  record Environment(@Nullable List<List<String>> systemProperties) {
    @Override
    public String toString() {
      return "Environment";
    }
  }
}
