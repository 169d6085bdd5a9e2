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
package io.firewarden.agent.cli;

import java.time.Duration;
import java.time.InstantSource;
import picocli.CommandLine;

/** What a command takes from the machine: the time, waiting, and whether a terminal is there. */
class Surroundings {

  InstantSource clock() {
    return InstantSource.system();
  }

  /** Waits; says whether it waited to the end. */
  boolean pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether output goes to a person's terminal that wants colours; see no-color.org. */
  boolean colours() {
    return CommandLine.Help.Ansi.AUTO.enabled();
  }
}
