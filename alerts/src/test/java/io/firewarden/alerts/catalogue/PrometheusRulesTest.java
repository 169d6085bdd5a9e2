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
package io.firewarden.alerts.catalogue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Has promtool check the shipped rules and run their tests. */
class PrometheusRulesTest {

  static List<Path> ruleTests() {
    return Shipped.ruleTests();
  }

  @Test
  void promtoolFindsNothingWrong() throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("check", "rules", "--lint=all"));
    arguments.add("--lint-fatal");
    arguments.addAll(Shipped.ruleFiles());

    Tool.require("promtool").succeedsWith(arguments.toArray());
  }

  @ParameterizedTest
  @MethodSource("ruleTests")
  void rulesDoWhatTheirTestsSay(Path test) throws IOException {
    Tool.require("promtool").succeedsWith("test", "rules", test);
  }
}
