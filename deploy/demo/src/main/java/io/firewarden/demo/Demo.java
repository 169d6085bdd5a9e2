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
import java.time.Instant;
import java.util.Optional;

/** The demo's command line, which {@code run.sh} calls when everything is built. */
public final class Demo {
  private Demo() {}

  /** Runs it; the exit code is 0 only when everything was found and delivered. */
  public static void main(String[] arguments) {
    Path root = Path.of(Optional.ofNullable(System.getProperty("firewarden.root")).orElse("."));
    boolean colour = Boolean.getBoolean("firewarden.demo.colour");
    Console console = new Console(System.out, colour, Instant.now());
    int exitCode;
    try {
      exitCode = Run.of(Options.parse(root.toAbsolutePath().normalize(), arguments), console);
    } catch (DemoException e) {
      console.line(console.bad("The demo failed: ") + e.getMessage());
      exitCode = 2;
    }
    System.exit(exitCode);
  }
}
