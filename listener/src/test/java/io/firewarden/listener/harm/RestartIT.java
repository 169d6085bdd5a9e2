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
package io.firewarden.listener.harm;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.listener.DriverProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several contexts after each other in one JVM: each is watched, and none leaves anything. */
class RestartIT {
  @TempDir private Path directory;

  @Test
  void watchesEachContextAndLeavesNothingBehind() throws Exception {
    int port = DriverProcess.freePort();
    try (DriverProcess driver =
        new DriverProcess.Builder(directory)
            .application(Restarts.class)
            .with("spark.firewarden.port", Integer.toString(port))
            .with("spark.port.maxRetries", "0")
            .with("spark.firewarden.check.interval", "1s")
            .start(Integer.toString(port), "3")) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
      String watched = Payroll.MARK + "watched true 45";
      String nothing = Payroll.MARK + "left [] false 0";
      assertThat(driver.lines(Payroll.MARK))
          .isEqualTo(List.of(watched, nothing, watched, nothing, watched, nothing));
    }
  }
}
