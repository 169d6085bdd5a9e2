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
package io.firewarden.listener.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.listener.DriverProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret in every text of every event that Spark knows: none of them leaves the driver. */
class MadeEventsIT {
  @TempDir private Path directory;

  @Test
  void letsNoTextOfAnEventOut() throws Exception {
    try (PushedSnapshots agent = new PushedSnapshots();
        DriverProcess driver =
            new DriverProcess.Builder(directory)
                .application(MadeEvents.class)
                .with("spark.firewarden.port", Integer.toString(DriverProcess.freePort()))
                .with("spark.firewarden.check.interval", "1s")
                .with("spark.firewarden.agent.url", agent.url())
                .with("spark.firewarden.agent.interval", "1s")
                .start(directory.toString())) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();

      assertThat(Files.readAllLines(directory.resolve("unmade"))).isEmpty();
      assertThat(Files.readAllLines(directory.resolve("told")))
          .contains(
              "SparkListenerApplicationStart",
              "SparkListenerTaskEnd",
              "SparkListenerStageSubmitted",
              "SparkListenerSQLExecutionStart",
              "QueryProgressEvent",
              "RenameTableEvent",
              "WrappedStreamingListenerEvent")
          .hasSizeGreaterThan(40);
      Map<String, String> hidden = Markers.read(directory.resolve("markers"));
      assertThat(hidden).hasSizeGreaterThan(500);
      String answers = Files.readString(directory.resolve("answers"));
      assertThat(answers)
          .contains("/metrics 200", "/snapshot 200", "/health 200", "app_name=\"marked\"")
          .contains("spark_dstream_receivers", "spark_dstream_batches_completed_total");
      assertThat(Markers.foundIn(answers, hidden)).isEmpty();
      assertThat(Markers.foundIn(driver.log(), hidden)).isEmpty();
      assertThat(agent.received()).contains("\"schemaVersion\"");
      assertThat(Markers.foundIn(agent.received(), hidden)).isEmpty();
    }
  }
}
