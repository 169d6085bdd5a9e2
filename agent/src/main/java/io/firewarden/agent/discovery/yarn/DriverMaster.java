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

import io.firewarden.agent.discovery.yarn.YarnJson.App;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ApplicationMaster that was seen to run an application's driver, as it does in cluster mode.
 * Only one that has registered is seen, which it does when there is a SparkContext.
 *
 * @param seen whether there was one
 * @param attempt of which attempt the last one was; {@link #UNTOLD} without one, or if that is not
 *     told
 */
record DriverMaster(boolean seen, int attempt) {
  static final int UNTOLD = 0;
  static final DriverMaster NONE = new DriverMaster(false, UNTOLD);

  /** Containers are named by the application and the attempt whose they are. */
  private static final Pattern CONTAINER =
      Pattern.compile("/container_(?:e\\d{1,9}_)?\\d{1,15}_\\d{1,15}_(\\d{1,9})_\\d{1,15}/");

  /** What an entry shows. */
  static DriverMaster of(App app) {
    if (app.amRPCAddress() == null) {
      return NONE; // the master of client mode does not listen
    }
    Matcher logs = CONTAINER.matcher(Objects.requireNonNullElse(app.amContainerLogs(), ""));
    return new DriverMaster(true, logs.find() ? Integer.parseInt(logs.group(1)) : UNTOLD);
  }

  /** This one, or, if there is none, an earlier one. */
  DriverMaster or(DriverMaster earlier) {
    return seen ? this : earlier;
  }

  /** Whether it may have been the one of an attempt. */
  boolean mayBeOf(OptionalInt other) {
    return seen && (attempt == UNTOLD || other.orElse(attempt) == attempt);
  }
}
