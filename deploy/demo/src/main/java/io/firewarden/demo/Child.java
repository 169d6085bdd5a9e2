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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that the demo started.
 *
 * @param name what it is, for people
 * @param process itself
 * @param log where its output goes
 */
record Child(String name, Process process, Path log) {
  private static final int TAIL_LINES = 8;

  boolean isAlive() {
    return process.isAlive();
  }

  /** Fails when it has ended although it should run. */
  void requireAlive() {
    if (!isAlive()) {
      throw new DemoException(
          name + " ended with exit code " + process.exitValue() + "; " + log + " ends:\n" + tail());
    }
  }

  /** The last lines that it wrote. */
  String tail() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(cannot read it: " + e + ")";
    }
  }
}
