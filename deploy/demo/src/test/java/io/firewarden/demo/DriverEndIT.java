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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.demo.jobs.Finishing;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The listener keeps no driver from ending. */
@ExtendWith(RunningSpark.Extension.class)
class DriverEndIT {
  private static final long ENOUGH_SECONDS = 240;

  @Test
  void letsTheDriverExitAfterStop(RunningSpark spark) throws Exception {
    Child driver =
        spark.submit("stops", Finishing.class, RunningSpark.listenerJar(), "stop").driver();

    assertThat(driver.process().waitFor(ENOUGH_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(driver.process().exitValue()).as(driver.tail()).isZero();
    assertThat(log(driver))
        .contains("the sum is 6")
        .contains("Firewarden watches this application");
  }

  @Test
  void letsTheDriverExitAfterAnUncaughtException(RunningSpark spark) throws Exception {
    Child driver =
        spark.submit("throws", Finishing.class, RunningSpark.listenerJar(), "throw").driver();

    assertThat(driver.process().waitFor(ENOUGH_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(driver.process().exitValue()).as(driver.tail()).isPositive();
    assertThat(log(driver)).contains("the sum is 6").contains("thrown on purpose");
  }

  private static String log(Child driver) throws IOException {
    return Files.readString(driver.log());
  }
}
