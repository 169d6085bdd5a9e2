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
package io.firewarden.agent.alert;

import static io.firewarden.agent.alert.Observations.DRIVER;
import static io.firewarden.agent.alert.Observations.GC_CRITICAL;
import static io.firewarden.agent.alert.Observations.LONG_TASK;
import static io.firewarden.agent.alert.Observations.START;
import static io.firewarden.agent.alert.Observations.app;
import static io.firewarden.agent.alert.Observations.healthy;
import static io.firewarden.agent.alert.Observations.judged;
import static io.firewarden.agent.alert.Observations.unhealthy;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firewarden.agent.alert.AlertStateFile.State;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.state.DurableFile;
import io.firewarden.alerts.check.CheckId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AlertStateFileTest {
  @TempDir Path directory;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Path path;
  private AlertStateFile file;

  @BeforeEach
  void open() {
    path = directory.resolve("state.json");
    file = new AlertStateFile(path);
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void detach() {
    logger().detachAppender(log);
  }

  @Test
  void givesBackEveryAlertAndNotificationAsTheyWere() {
    AlertTracker tracker =
        new AlertTracker("prod", Duration.ofMinutes(15), URI.create("http://w"), null);
    tracker.accept(judged(app(), START, CheckId.LONG_TASK, unhealthy(LONG_TASK)), START);
    tracker.accept(judged(app(), START, CheckId.LONG_TASK, healthy()), START.plusSeconds(5));
    tracker.accept(
        judged(app("ä\"\n", "x"), START, CheckId.GC_TIME, unhealthy(GC_CRITICAL)), START);
    tracker.accept(new Observation.Blind(DRIVER, app(), "refused", START), START);
    NotificationLog notifications = new NotificationLog();
    notifications.delivered("webhook/oncall", tracker.alerts(), START.plusSeconds(6));
    State state = new State(tracker.alerts(), notifications.entries());

    assertThat(file.save(state, START)).isTrue();

    State read = new AlertStateFile(path).load();
    assertThat(read.alerts()).isEqualTo(state.alerts()).hasSize(3);
    assertThat(read.told()).containsExactlyInAnyOrderElementsOf(state.told()).hasSize(3);
  }

  @Test
  void startsEmptyWithoutAFile() {
    assertThat(file.load()).isEqualTo(State.EMPTY);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void takesTheOlderFileWhenTheNewerIsTorn() throws IOException {
    file.save(one("first"), START);
    file.save(one("second"), START);
    byte[] whole = Files.readAllBytes(path);
    Files.write(path, java.util.Arrays.copyOf(whole, whole.length / 2));

    assertThat(file.load()).isEqualTo(one("first"));
    assertThat(warnings())
        .anyMatch(w -> w.contains("state.json is not an alert state"))
        .anyMatch(w -> w.contains("state.json.bak with 1 alerts is used instead"));
    assertThat(directory.resolve("state.json.unreadable")).exists();
  }

  @Test
  void takesTheOlderFileWhenTheNewerIsGarbage() throws IOException {
    file.save(one("first"), START);
    file.save(one("second"), START);
    for (String garbage :
        List.of("", "\0\0\0\0", "[]", "{\"schemaVersion\":1}", "{\"schemaVersion\":99}")) {
      Files.writeString(path, garbage);
      assertThat(file.load()).as(garbage).isEqualTo(one("first"));
    }
  }

  @Test
  void takesTheOlderFileWhenTheNewerWasChangedOnTheDisk() throws IOException {
    file.save(one("first"), START);
    file.save(one("second"), START);
    Files.writeString(path, Files.readString(path, UTF_8).replace("second", "tampered"), UTF_8);

    assertThat(file.load()).isEqualTo(one("first"));
    assertThat(warnings()).anyMatch(w -> w.contains("checksum must be"));
  }

  @Test
  void hasAWholeFileUnderItsNameAtEveryMoment() throws IOException {
    file.save(one("first"), START);
    Object first = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    file.save(one("second"), START);

    Path older = directory.resolve("state.json.bak");
    assertThat(Files.readAttributes(older, BasicFileAttributes.class).fileKey())
        .as("a second name of the first file, not a move that leaves none")
        .isEqualTo(first);
    assertThat(new AlertStateFile(older).load()).isEqualTo(one("first"));
    assertThat(file.load()).isEqualTo(one("second"));
  }

  @Test
  void tellsThatTheDiskIsFullKeepsWhatWasWrittenAndWritesWhenThereIsRoom() throws IOException {
    file.save(one("first"), START);
    Path fresh = directory.resolve("state.json.tmp");
    // Whatever is written there meets a device without room.
    Files.createSymbolicLink(fresh, Path.of("/dev/full"));

    assertThat(file.save(one("second"), START)).isFalse();

    assertThat(warnings()).singleElement().asString().contains("No space left on device");
    assertThat(fresh).as("takes no room").doesNotExist();
    assertThat(file.load()).isEqualTo(one("first"));
    assertThat(file.save(one("third"), START)).isTrue();
    assertThat(file.load()).isEqualTo(one("third"));
  }

  @Test
  void leavesAFileThatCannotBeReadAsItIsAndReadsItLater() throws IOException {
    file.save(one("first"), START);
    takeAway(path);

    assertThatThrownBy(file::load)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("state.json cannot be read");
    assertThat(file.save(one("second"), START)).isFalse();
    assertThat(path).as("neither set aside nor written over").isSymbolicLink();
    assertThat(warnings()).singleElement().asString().contains("is not to be lost");

    giveBack(path);
    assertThat(file.load()).isEqualTo(one("first"));
    assertThat(file.save(one("second"), START)).isTrue();
    assertThat(file.load()).isEqualTo(one("second"));
  }

  @Test
  void doesNotTakeAnOlderFileThatCannotBeReadForNone() throws IOException {
    file.save(one("first"), START);
    Path older = directory.resolve("state.json.bak");
    Files.move(path, older);
    takeAway(older);

    assertThatThrownBy(file::load).isInstanceOf(UncheckedIOException.class);
    giveBack(older);
    assertThat(file.load()).isEqualTo(one("first"));
  }

  /** Nobody can read what leads to itself, not even who may read everything. */
  private static void takeAway(Path path) throws IOException {
    Files.move(path, path.resolveSibling("away"));
    Files.createSymbolicLink(path, path.getFileName());
  }

  private static void giveBack(Path path) throws IOException {
    Files.delete(path);
    Files.move(path.resolveSibling("away"), path);
  }

  @Test
  void startsEmptyWhenBothFilesAreGarbage() throws IOException {
    Files.writeString(path, "garbage");
    Files.writeString(directory.resolve("state.json.bak"), "garbage");

    assertThat(file.load()).isEqualTo(State.EMPTY);
    assertThat(warnings()).hasSize(2);
  }

  @Test
  void survivesACrashBetweenWritingAndRenaming() throws IOException {
    file.save(one("first"), START);
    Files.writeString(directory.resolve("state.json.tmp"), "{\"schemaVersion\":1,\"aler");
    assertThat(file.load()).isEqualTo(one("first"));

    assertThat(file.save(one("second"), START)).isTrue();
    assertThat(file.load()).isEqualTo(one("second"));
  }

  @Test
  void survivesACrashBetweenTheTwoRenames() throws IOException {
    file.save(one("first"), START);
    Files.move(path, directory.resolve("state.json.bak"));

    assertThat(file.load()).isEqualTo(one("first"));
    assertThat(file.save(one("second"), START)).isTrue();
    assertThat(file.load()).isEqualTo(one("second"));
  }

  @Test
  void warnsOnceAndGoesOnWhileTheFileCannotBeWritten() throws IOException {
    Path inTheWay = directory.resolve("taken");
    Files.writeString(inTheWay, "a file where the directory should be");
    AlertStateFile unwritable = new AlertStateFile(inTheWay.resolve("state.json"));

    assertThat(unwritable.save(one("a"), START)).isFalse();
    assertThat(unwritable.save(one("b"), START)).isFalse();
    assertThat(warnings()).singleElement().asString().contains("taken/state.json");

    Files.delete(inTheWay);
    assertThat(unwritable.save(one("c"), START)).isTrue();
    assertThat(unwritable.load()).isEqualTo(one("c"));
  }

  @Test
  void dropsOnlyTheAlertOfACheckThatItDoesNotKnow() throws IOException {
    AlertTracker tracker =
        new AlertTracker("prod", Duration.ofMinutes(15), URI.create("http://w"), null);
    tracker.accept(judged(app(), START, CheckId.LONG_TASK, unhealthy(LONG_TASK)), START);
    tracker.accept(judged(app(), START, CheckId.GC_TIME, unhealthy(GC_CRITICAL)), START);
    file.save(new State(tracker.alerts(), List.of()), START);
    ObjectNode root = (ObjectNode) new ObjectMapper().readTree(path.toFile());
    for (JsonNode alert : root.get("alerts")) {
      if (alert.get("check").asText().equals("gc-time")) {
        ((ObjectNode) alert).put("check", "tea-time");
      }
    }
    root.remove("checksum");
    CRC32C crc = new CRC32C();
    crc.update(new ObjectMapper().writeValueAsBytes(root));
    root.put("checksum", String.format("%08x", crc.getValue()));
    Files.writeString(path, root.toPrettyString(), UTF_8);

    assertThat(file.load().alerts()).singleElement().matches(a -> a.check() == CheckId.LONG_TASK);
  }

  private static State one(String name) {
    AlertTracker tracker =
        new AlertTracker("prod", Duration.ofMinutes(15), URI.create("http://w"), null);
    tracker.accept(judged(app("1", name), START, CheckId.LONG_TASK, unhealthy(LONG_TASK)), START);
    return new State(tracker.alerts(), List.of());
  }

  private List<String> warnings() {
    return log.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(DurableFile.class);
  }
}
