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
package io.firewarden.agent.notify;

import io.firewarden.agent.alert.Observations;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.alerts.check.CheckId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * A process that runs the alert pipeline until it is killed: the applications whose ids stand in a
 * file have a task that runs too long, and all others are well.
 */
final class Victim {
  static final int APPLICATIONS = 10;

  private Victim() {}

  /**
   * Runs until it is killed.
   *
   * @param args the configuration, and the file with the ids
   */
  public static void main(String[] args) throws Exception {
    AgentConfig config = AgentConfig.read(Path.of(args[0]));
    AlertPipeline pipeline =
        AlertPipeline.of(config, () -> true, new RecordingMetrics(), InstantSource.system());
    pipeline.start();
    System.out.println("up");
    System.out.flush();
    while (true) {
      Set<String> ill = new HashSet<>(Files.readAllLines(Path.of(args[1])));
      Instant now = Instant.now();
      for (int i = 0; i < APPLICATIONS; i++) {
        String id = "app-" + i;
        pipeline.accept(
            Observations.judged(
                Observations.app(id, "victim"),
                now,
                CheckId.LONG_TASK,
                ill.contains(id)
                    ? Observations.unhealthy(Observations.LONG_TASK)
                    : Observations.healthy()));
      }
      pipeline.tick();
      Thread.sleep(20);
    }
  }
}
