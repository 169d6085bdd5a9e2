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
package io.firewarden.agent.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.agent.config.AgentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed at any moment, again and again, forgets nothing that was written. */
class KilledMemoryTest {
  private static final int KILLS = 10;

  @TempDir Path folder;

  private final Random random = new Random(20261122);

  @Test
  void forgetsNothingWhenItIsKilledAtAnyMoment() throws Exception {
    Path file = folder.resolve("state-applications.json");
    List<String> safe = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      Path log = folder.resolve("victim-" + kill + ".log");
      Process victim = begin(file, kill, log);
      try {
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.readString(log).contains("safe"));
        Thread.sleep(random.nextInt(150));
      } finally {
        victim.destroyForcibly().waitFor();
      }
      Files.readAllLines(log).stream()
          .filter(line -> line.matches("safe app-\\d+-\\d+"))
          .map(line -> line.substring("safe ".length()))
          .forEach(safe::add);

      int last = Math.min(safe.size(), AgentConfig.Applications.DEFAULT.maxEnded() / 2);
      assertThat(ended(file)).containsAll(safe.subList(safe.size() - last, safe.size()));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(each -> each.toString().endsWith(".unreadable"));
    }
  }

  private static Process begin(Path file, int number, Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            file.toString(),
            String.valueOf(number))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
        .start();
  }

  private static Set<String> ended(Path file) {
    Fleet fleet =
        new Fleet(
            Duration.ofMinutes(1),
            AgentConfig.Push.DEFAULT,
            AgentConfig.Applications.DEFAULT,
            Instant::now);
    FleetMemory memory = new FleetMemory(file, fleet, Set::of, success -> {}, Instant::now);
    memory.restore(id -> true);
    return fleet.ended().stream().map(view -> view.application().id()).collect(Collectors.toSet());
  }
}
