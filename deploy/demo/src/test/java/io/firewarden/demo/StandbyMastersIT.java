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
import io.firewarden.demo.jobs.Until;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/** Applications of a standalone cluster whose masters are killed, and its drivers meanwhile. */
class StandbyMastersIT {
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private static final Map<String, String> IN_THE_CLUSTER =
      Map.of(
          "spark.submit.deployMode",
          "cluster",
          "spark.driver.memory",
          "512m",
          // The worker starts a plain java for it.
          "spark.driver.extraJavaOptions",
          JavaModuleOptions.defaultModuleOptions());

  private final List<Integer> driverPorts = Ports.free(8);
  private int submitted;

  @Test
  void tellsWhatBecameOfDriversWhileNoMasterWasThere() throws Exception {
    Path root = RunningSpark.root();
    Path folder = Files.createDirectories(root.resolve("deploy/demo/target/standby"));
    Layout layout = new Layout(root, Files.createTempDirectory(folder, "run"));
    try (StandbyMasters cluster = StandbyMasters.start(layout);
        Lookout agent = lookout(layout, cluster)) {
      Path jobs = RunningSpark.jobs(layout);
      Path end = layout.work().resolve("end");
      cluster.submit(submission("ha-ends", Until.class, jobs, IN_THE_CLUSTER, end.toString()));
      cluster.submit(submission("ha-dies", Finishing.class, jobs, IN_THE_CLUSTER, "hold"));
      Child stays = cluster.submit(submission("ha-stays", Finishing.class, jobs, Map.of(), "hold"));
      Child shot = cluster.submit(submission("ha-shot", Finishing.class, jobs, Map.of(), "hold"));
      List.of("ha-ends", "ha-dies", "ha-stays", "ha-shot").forEach(agent::awaitRead);
      agent.awaitMoreLooks(source(cluster)); // in which it is asked whose driver is which

      cluster.leaveNoMaster();
      shot.process().destroyForcibly();
      StandaloneEndsIT.driver("ha-dies").destroyForcibly();
      agent.awaitBlind(source(cluster));
      agent.pass(SILENCE, "ha-ends", "ha-dies", "ha-stays", "ha-shot");
      cluster.letTheOtherLead();

      assertThat(agent.end("ha-shot", "unknown")).contains("as of every driver that is gone");
      assertThat(agent.end("ha-dies", "lost")).contains("no worker had it");
      Files.writeString(end, "");
      assertThat(agent.end("ha-ends", "succeeded")).contains("exit code was 0");
      agent.awaitRead("ha-stays");

      cluster.loseAllThatMastersKnow();
      stays.process().destroyForcibly();
      agent.awaitBlind(source(cluster));
      agent.pass(Duration.ofMinutes(1), "ha-stays");
      cluster.beginAnew();

      assertThat(agent.end("ha-stays", "lost")).contains("does not list it any more");
    }
  }

  private Lookout lookout(Layout layout, StandbyMasters cluster) throws Exception {
    String settings =
        """
        sources:
          standalone-masters: [[%s]]
          driver-ports: %d-%d
        """
            .formatted(
                cluster.uis().stream().map(ui -> "\"" + ui + "\"").collect(Collectors.joining(",")),
                driverPorts.get(0),
                driverPorts.get(3));
    return Lookout.start(layout, "agent", settings);
  }

  private static String source(StandbyMasters cluster) {
    return cluster.uis().stream().map(Object::toString).collect(Collectors.joining(","));
  }

  private Submission submission(
      String name, Class<?> main, Path jobs, Map<String, String> settings, String argument) {
    int number = submitted++;
    return new Submission(
        name,
        main.getName(),
        jobs,
        List.of(argument),
        RunningSpark.listenerJar(),
        driverPorts.get(4 + number),
        driverPorts.get(number),
        settings);
  }
}
