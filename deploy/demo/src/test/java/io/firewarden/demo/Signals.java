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
import java.util.concurrent.TimeUnit;

/** The signals that Java does not send by itself. */
final class Signals {
  private Signals() {}

  /** A process that is stopped takes connections, and answers nothing. */
  static void stop(Child child) throws IOException, InterruptedException {
    send("STOP", child);
  }

  static void goOn(Child child) throws IOException, InterruptedException {
    send("CONT", child);
  }

  private static void send(String signal, Child child) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, "" + child.process().pid()).start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new DemoException(child.name() + " did not get SIG" + signal);
    }
  }
}
