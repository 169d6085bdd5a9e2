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

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.poll.Earlier;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.Snapshots;
import io.firewarden.agent.state.CheckedJson;
import io.firewarden.alerts.check.HealthChecks;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetMemoryTest {
  private static final Instant NOW = Instant.parse("2026-11-22T09:02:00Z");
  private static final String URL = "http://a:4040";

  @TempDir Path directory;

  private final List<Boolean> writes = new CopyOnWriteArrayList<>();
  private Instant now = NOW;
  private Path file;
  private Fleet fleet;
  private FleetMemory memory;

  @BeforeEach
  void open() {
    file = directory.resolve("state-applications.json");
    fleet = fleet();
    memory = memory(fleet);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  @Test
  void startsWithNothingWithoutAFile() {
    assertThat(memory.restore(id -> true)).isEmpty();
    assertThat(fleet.ended()).isEmpty();
  }

  @Test
  void writesAnEndSoonAndWhatIsOnlyReadOnOnceAMinute() {
    judged("app-1", NOW);
    memory.tick();
    assertThat(writes).hasSize(1);

    now = NOW.plusSeconds(30);
    judged("app-1", now);
    memory.tick();
    assertThat(writes).hasSize(1);

    end("app-1");
    memory.tick();
    assertThat(writes).hasSize(2);

    judged("app-2", now);
    now = now.plusSeconds(1);
    memory.tick();
    assertThat(writes).as("not at each change").hasSize(2);
    now = now.plusSeconds(60);
    memory.tick();
    assertThat(writes).hasSize(3);
    now = now.plusSeconds(60);
    judged("app-2", now);
    memory.tick();
    assertThat(writes).hasSize(4);
    assertThat(restored()).extracting(Earlier::seenAt).containsExactly(now);
  }

  @Test
  void writesNothingWhileNothingRuns() {
    memory.tick();
    now = NOW.plusSeconds(3600);
    memory.tick();

    assertThat(writes).hasSize(1);
  }

  @Test
  void writesOnWhenTheClockWasSetBack() {
    judged("app-1", NOW);
    memory.tick();
    now = NOW.minusSeconds(3600);
    judged("app-2", now);
    memory.tick();

    assertThat(writes).hasSize(2);
  }

  @Test
  void leavesAFileThatCannotBeReadAsItIs() throws IOException {
    Files.createSymbolicLink(file, file.getFileName()); // leads to itself

    assertThat(memory.restore(id -> true)).isEmpty();
    judged("app-1", NOW);
    memory.tick();

    assertThat(writes).containsExactly(false);
    assertThat(file).isSymbolicLink();
  }

  @Test
  void takesTheOlderFileWhenTheNewerIsTorn() throws IOException {
    judged("app-1", NOW);
    end("app-1");
    memory.tick();
    now = NOW.plusSeconds(60);
    judged("app-2", now);
    end("app-2");
    memory.tick();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    restored();

    assertThat(ids()).containsExactly("app-1");
  }

  @Test
  void takesTheOlderFileWhenTheNewerWasChangedOnTheDisk() throws IOException {
    judged("app-1", NOW);
    end("app-1");
    memory.tick();
    now = NOW.plusSeconds(60);
    judged("app-2", now);
    memory.tick();
    Files.writeString(file, Files.readString(file, UTF_8).replace("FAILED", "KILLED"), UTF_8);

    restored();

    assertThat(fleet.ended().get(0).ending().status()).isEqualTo(FinalStatus.FAILED);
    assertThat(directory.resolve("state-applications.json.unreadable")).exists();
  }

  @Test
  void tellsThatTheDiskIsFullAndWritesWhenThereIsRoom() throws IOException {
    Path fresh = directory.resolve("state-applications.json.tmp");
    Files.createSymbolicLink(fresh, Path.of("/dev/full"));
    judged("app-1", NOW);
    memory.tick();
    assertThat(writes).containsExactly(false);
    now = NOW.plusSeconds(14);
    memory.tick();
    assertThat(writes).as("not at each tick").hasSize(1);

    now = NOW.plusSeconds(15);
    memory.tick();

    assertThat(writes).containsExactly(false, true);
    assertThat(restored()).extracting(one -> one.application().id()).containsExactly("app-1");
  }

  @Test
  void dropsOnlyTheApplicationThatALaterVersionWroteInItsOwnWay() throws IOException {
    judged("app-1", NOW);
    end("app-1");
    judged("app-2", NOW);
    end("app-2");
    Memory whole = fleet.memory(List.of());
    String json = new String(new MemoryJson().write(whole, NOW), UTF_8);
    byte[] later =
        CheckedJson.write(
            MemoryJson.SCHEMA_VERSION,
            NOW,
            out -> {
              JsonNode root = new ObjectMapper().readTree(json.replaceFirst("FAILED", "RETIRED"));
              for (String name : List.of("places", "known", "ended")) {
                out.writeFieldName(name);
                out.writeTree(root.get(name));
              }
            });
    Files.write(file, later);

    restored();

    assertThat(ids()).containsExactly("app-2");
  }

  @Test
  void givesBackNoMoreThanIsKept() {
    for (int i = 0; i < 5; i++) {
      judged("app-" + i, NOW.plusSeconds(i));
      now = NOW.plusSeconds(i);
      end("app-" + i);
    }
    memory.tick();
    fleet =
        new Fleet(
            Duration.ofSeconds(50),
            AgentConfig.Push.DEFAULT,
            new AgentConfig.Applications(Duration.ofHours(24), 3, Duration.ofMinutes(15)),
            () -> now);
    FleetMemory again = memory(fleet);
    again.restore(id -> true);
    again.close();

    assertThat(ids()).containsExactly("app-4", "app-3", "app-2");
  }

  private List<String> ids() {
    return fleet.ended().stream().map(view -> view.application().id()).toList();
  }

  /** A later run of the agent. */
  private List<Earlier> restored() {
    fleet = fleet();
    FleetMemory again = memory(fleet);
    List<Earlier> known = again.restore(id -> true);
    again.close();
    return known;
  }

  private Fleet fleet() {
    return new Fleet(
        Duration.ofSeconds(50),
        AgentConfig.Push.DEFAULT,
        AgentConfig.Applications.DEFAULT,
        () -> now);
  }

  private FleetMemory memory(Fleet of) {
    return new FleetMemory(file, of, List::of, writes::add, () -> now);
  }

  private void end(String id) {
    Application application = Snapshots.application(id, URL, null);
    Ending ending = new Ending(FinalStatus.FAILED, now, "exit code 1", "http://rm:8088");
    fleet.accept(new Observation.Ended(application, ending, now));
  }

  private void judged(String id, Instant takenAt) {
    ApplicationSnapshot snapshot = Snapshots.of(Snapshots.application(id, URL, null), takenAt);
    fleet.accept(
        new Observation.Judged(
            snapshot,
            HealthChecks.evaluate(Window.of(snapshot), ThresholdValues.DEFAULTS),
            ThresholdValues.DEFAULTS));
  }
}
