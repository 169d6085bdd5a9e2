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

import io.firewarden.agent.config.InvalidConfigException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** The words for a configuration that is wrong. */
final class ConfigFaults {
  private ConfigFaults() {}

  static void print(PrintWriter err, Path file, InvalidConfigException e) {
    List<String> faults = e.faults();
    err.println(
        file + " is not valid, " + (faults.size() == 1 ? "1 fault" : faults.size() + " faults"));
    faults.forEach(fault -> err.println("  " + fault));
  }
}
