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
import static org.awaitility.Awaitility.await;

import io.firewarden.listener.DriverProcess;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * We are too slow for Spark's queue, which drops events: that is told, and nothing else happens.
 */
class FullQueueIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @Test
  void tellsOfEachEventThatSparkDropped() throws Exception {
    Path sign = directory.resolve("sign");
    try (DriverProcess driver =
        new DriverProcess.Builder(directory)
            .application(ManyTasks.class)
            .classPath(Weakness.before(DriverProcess.testClassPath(), directory))
            .with("spark.scheduler.listenerbus.eventqueue.shared.capacity", "10")
            .with("spark.firewarden.check.interval", "1s")
            .start(sign.toString())) {
      await().atMost(LIMIT).until(() -> Files.exists(sign) || !driver.isAlive());
      assertThat(driver.isAlive()).as(driver.log()).isTrue();
      Reading reading = new Reading(driver.url().orElseThrow());
      long dropped = Long.parseLong(Files.readString(sign));
      assertThat(dropped).isPositive();

      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                ApplicationSnapshot snapshot = reading.snapshot();
                assertThat(snapshot.gaps()).contains(Gap.EVENTS_LOST);
                assertThat(snapshot.bus()).isNotNull();
                assertThat(snapshot.bus().complete()).isFalse();
                assertThat(snapshot.bus().dropped()).isEqualTo(dropped);
                assertThat(snapshot.bus().ownQueue()).isEqualTo("shared");
              });
      assertThat(reading.values("spark_listener_bus_events_dropped_total"))
          .contains((double) dropped);
      assertThat(reading.values("spark_application_events_complete")).containsExactly(0.0);
      assertThat(reading.page("health")).contains("\"health\":\"unknown\"", "\"events_lost\"");
      driver.release();
      assertThat(driver.exitCode()).isZero();
      assertThat(driver.lines(Payroll.MARK)).containsExactly(Payroll.MARK + "400 tasks, sum 79800");
    }
  }
}
