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

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DriverHintTest {
  private static final String COMMAND =
      "Command(org.apache.spark.executor.CoarseGrainedExecutorBackend,List(--driver-url,"
          + " spark://CoarseGrainedScheduler@driver-7.example:32805, --executor-id, {{EXECUTOR_ID}}),"
          + "Map(AWS_SECRET -> s3cret),List(),List(),ArraySeq(-Dspark.driver.port=32805%s))";

  @Test
  void findsTheDriversHostInTheCommandOfAnExecutor() {
    assertThat(DriverHint.of(COMMAND.formatted("")))
        .contains(new DriverHint("driver-7.example", 0));
  }

  @Test
  void findsTheConfiguredPort() {
    assertThat(DriverHint.of(COMMAND.formatted(", -Dspark.ui.port=14040")))
        .contains(new DriverHint("driver-7.example", 14040));
  }

  @Test
  void keepsTheBracketsOfAnIpv6Host() {
    assertThat(DriverHint.of("--driver-url, spark://CoarseGrainedScheduler@[fd00::7]:1"))
        .contains(new DriverHint("[fd00::7]", 0));
  }

  @Test
  void saysNothingOfOtherCommands() {
    assertThat(DriverHint.of("Command(org.example.Main,List(),Map())")).isEmpty();
    assertThat(DriverHint.of("--driver-url, spark://x@evil/../host:1")).isEmpty();
  }
}
