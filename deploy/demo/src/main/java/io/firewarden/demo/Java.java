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
package io.firewarden.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Java that runs the demo, which runs all that the demo starts as well. */
final class Java {
  /** What makes many small processes start with little work on few cores. */
  static final String START_LIGHTLY = "-XX:TieredStopAtLevel=1";

  private Java() {}

  static String home() {
    return System.getProperty("java.home");
  }

  /** The start of a command: the executable and options. */
  static List<String> command(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(home(), "bin", "java").toString());
    command.add(START_LIGHTLY);
    command.addAll(List.of(options));
    return command;
  }
}
