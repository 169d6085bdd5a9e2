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
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What the demo is asked to do.
 *
 * @param root the checked-out project
 * @param scenarios the applications to run
 * @param keep whether all is left running until the user ends it
 */
record Options(Path root, Set<Scenario> scenarios, boolean keep) {

  /** Reads the command line; every fault of it is reported together. */
  static Options parse(Path root, String... arguments) {
    Set<Scenario> scenarios = EnumSet.noneOf(Scenario.class);
    boolean keep = false;
    List<String> faults = new ArrayList<>();
    for (Iterator<String> rest = List.of(arguments).iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      if (argument.equals("--keep")) {
        keep = true;
      } else if (argument.equals("--scenario")) {
        String id = rest.hasNext() ? rest.next() : "";
        Scenario.of(id).ifPresentOrElse(scenarios::add, () -> faults.add(unknown(id)));
      } else {
        faults.add("unknown argument: " + argument);
      }
    }
    if (!faults.isEmpty()) {
      throw new DemoException(String.join("\n", faults) + "\nTry: deploy/demo/run.sh --help");
    }
    return new Options(root, scenarios.isEmpty() ? EnumSet.allOf(Scenario.class) : scenarios, keep);
  }

  private static String unknown(String id) {
    return "--scenario must be one of " + Scenario.ids() + ", but is '" + id + "'";
  }
}
