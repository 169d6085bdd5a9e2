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
package io.firewarden.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotJsonTest {
  private static final ApplicationSnapshot FULL = Snapshots.full();

  @Test
  void readsWhatItWrote() throws IOException {
    assertThat(SnapshotJson.read(SnapshotJson.write(FULL))).isEqualTo(FULL);
  }

  @Test
  void keepsWhatIsUnknownUnknown() throws IOException {
    Stage stage =
        new Stage(1, 0, "", null, 1, 0, 0, 0, LocalityCounts.NONE, 0, 0, 0, 0, null, null);
    ApplicationSnapshot sparse =
        new ApplicationSnapshot(
            Instant.parse("2026-03-01T10:00:00.123456789Z"),
            SourceKind.REST,
            new Application("a", "", "", "", true, null, Instant.EPOCH, Instant.EPOCH),
            TaskTotals.NONE,
            new JobTotals(0, 0),
            StageTotals.NONE,
            0,
            List.of(Snapshots.driver()),
            List.of(new Job(1, null, List.of())),
            List.of(stage),
            List.of(),
            Set.of(Gap.TASK_TIME, Gap.KILLED_TASKS));

    assertThat(SnapshotJson.read(SnapshotJson.write(sparse))).isEqualTo(sparse);
  }

  @Test
  void startsWithTheVersionAndWritesInstantsForPeople() {
    assertThat(text(FULL))
        .startsWith("{\"schemaVersion\":1,\"takenAt\":\"2026-03-01T10:10:00.500Z\"");
  }

  @Test
  void writesComponentsAndNothingDerived() {
    assertThat(text(FULL))
        .doesNotContain("\"driver\":")
        .doesNotContain("pendingTasks")
        .doesNotContain("workers")
        .contains("\"heapPeakBytes\":700000000");
  }

  @Test
  void skipsFieldsOfLaterVersions() throws IOException {
    String json =
        text(FULL)
            .replace("\"user\":", "\"queue\":{\"a\":[1]},\"user\":")
            .replaceFirst("\\{", "{\"new\":1,");

    assertThat(read(json)).isEqualTo(FULL);
  }

  @Test
  void knowsThatSomethingIsNotKnownForWhichItHasNoName() throws IOException {
    String json = text(FULL).replace("\"gaps\":[]", "\"gaps\":[\"EXECUTORS\",\"WEATHER\"]");

    assertThat(read(json).gaps()).containsExactly(Gap.EXECUTORS, Gap.OTHER);
  }

  @Test
  void takesAnAbsentNullableFieldAsUnknown() throws IOException {
    String json = text(FULL).replace("\"endedAt\":null", "\"x\":1");

    assertThat(read(json)).isEqualTo(FULL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks", "gaps", "takenAt", "executors", "succeeded", "startedAt"})
  void namesTheFieldThatIsMissing(String field) {
    String json = text(FULL).replaceFirst("\"" + field + "\":", "\"other\":");

    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Missing required creator property '" + field + "'");
  }

  @Test
  void namesTheFieldThatIsNull() {
    assertThatThrownBy(() -> read(text(FULL).replace("\"name\":\"nightly\"", "\"name\":null")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("application")
        .hasMessageContaining("name");
    assertThatThrownBy(() -> read(text(FULL).replace("\"gaps\":[]", "\"gaps\":null")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gaps");
    assertThatThrownBy(() -> read(text(FULL).replace("\"storageMaxBytes\":1000", "\"x\":1")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("snapshot.executors[0].storageMaxBytes: ")
        .hasMessageContaining("storageMaxBytes");
    assertThatThrownBy(() -> read(text(FULL).replace("\"failed\":7", "\"failed\":null")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tasks.failed");
  }

  @Test
  void refusesAValueOfAnotherKind() {
    assertThatThrownBy(() -> read(text(FULL).replace("\"failed\":7", "\"failed\":\"7\"")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tasks.failed")
        .hasMessageContaining("\"7\"");
    assertThatThrownBy(() -> read(text(FULL).replace("LISTENER", "ORACLE")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("source")
        .hasMessageContaining("ORACLE");
  }

  @Test
  void refusesWhatAReaderCouldOnlyGuess() {
    assertThatThrownBy(() -> read(text(FULL).replace("\"failed\":7", "\"failed\":7.9")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tasks.failed");
    assertThatThrownBy(() -> read(text(FULL).replace("\"LISTENER\"", "0")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("source");
    assertThatThrownBy(() -> read(text(FULL) + text(FULL))).isInstanceOf(IOException.class);
  }

  @Test
  void refusesANewerSchema() {
    String json = text(FULL).replace("\"schemaVersion\":1", "\"schemaVersion\":2");

    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IOException.class)
        .hasMessage("schemaVersion is 2, but this version of Firewarden reads at most 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"v\":1", "\"schemaVersion\":\"1\"", "\"schemaVersion\":0"})
  void refusesAnUnknownSchema(String version) {
    String json = text(FULL).replace("\"schemaVersion\":1", version);

    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("schemaVersion must be a number from 1 to 1, but is ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "\"x\"", "<html>", "{", "{\"schemaVersion\":1}", "null"})
  void refusesWhatIsNoSnapshot(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/executors",
        "/jobs",
        "/jobs/0/stageIds",
        "/stages",
        "/cachedRdds",
        "/gaps",
        "/losses/latest",
        "/sql/latest",
        "/streaming/queries",
        "/bus/queues",
        "/executors/0/process/collectors"
      })
  void refusesANullInAList(String list) throws IOException {
    JsonNode json = new ObjectMapper().readTree(golden());
    ((ArrayNode) json.at(list)).addNull();

    assertThatThrownBy(() -> read(json.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("null")
        .hasMessageContaining(list.substring(list.lastIndexOf('/') + 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/application/labels/team",
        "/breakdown/endedWithout/EXCEPTION",
        "/losses/byReason/OOM",
        "/executors/0/detail/peaks/JVMHeapMemory",
        "/streaming/queries/0/phaseMillis/ADD_BATCH",
        "/sql/plans/joins/SORT_MERGE"
      })
  void refusesANullInAMap(String entry) throws IOException {
    JsonNode json = new ObjectMapper().readTree(golden());
    JsonPointer at = JsonPointer.compile(entry);
    ObjectNode map = (ObjectNode) json.at(at.head());
    assertThat(map.has(at.last().getMatchingProperty())).isTrue();
    map.putNull(at.last().getMatchingProperty());

    assertThatThrownBy(() -> read(json.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/takenAt",
        "/application/endedAt",
        "/executors/0/addedAt",
        "/stages/0/submittedAt",
        "/stages/0/oldestTaskStartedAt",
        "/sql/running/0/startedAt",
        "/streaming/queries/1/end/at",
        "/streaming/queries/0/progressedAt"
      })
  void refusesTimesThatNoDriverCanTell(String field) throws IOException {
    Instant latest = Instant.parse("2026-03-02T00:00:00Z");
    assertThat(read(golden(), latest)).isNotNull();
    for (String time :
        List.of("+999999999-01-01T00:00:00Z", "2026-03-02T00:00:01Z", "1999-01-01T00:00:00Z")) {
      String json = with(field, time);

      assertThatThrownBy(() -> read(json, latest))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(field.substring(field.lastIndexOf('/') + 1))
          .hasMessageContaining(
              "must be from 2000-01-01T00:00:00Z to 2026-03-02T00:00:00Z, but is");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/streaming/queries/0/watermark", "/executors/0/process/measuredAt"})
  void takesTimesOfOtherClocksAsFarAsTheyCanBeCounted(String field) throws IOException {
    Instant latest = Instant.parse("2026-03-02T00:00:00Z");
    for (String time : List.of("1970-01-01T00:00:00Z", "+56789-01-01T00:00:00Z")) {
      assertThat(read(with(field, time), latest)).isNotNull();
    }
    String json = with(field, "+999999999-01-01T00:00:00Z");

    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(field.substring(field.lastIndexOf('/') + 1));
  }

  @Test
  void readsNoMoreOfAListOrAMapThanASnapshotMayHave() throws IOException {
    JsonNode longList = new ObjectMapper().readTree(golden());
    ArrayNode ids = (ArrayNode) longList.at("/jobs/0/stageIds");
    for (int i = 0; i <= SnapshotLimits.STAGE_IDS; i++) {
      ids.add(i);
    }
    assertThatThrownBy(() -> read(longList.toString()))
        .hasMessageContaining("at most 100000 elements");
    JsonNode wide = new ObjectMapper().readTree(golden());
    for (int i = 0; i <= SnapshotLimits.NAMES; i++) {
      ((ObjectNode) wide.at("/application/labels")).put("label" + i, "");
    }
    assertThatThrownBy(() -> read(wide.toString())).hasMessageContaining("at most 100 keys");
  }

  /** Written by the first version: whatever is changed, it must be read. */
  @Test
  void readsWhatTheFirstVersionWrote() throws IOException {
    ApplicationSnapshot snapshot = read(golden());

    assertThat(snapshot.streaming()).isNotNull();
    assertKept(
        new ObjectMapper().readTree(golden()),
        new ObjectMapper().readTree(SnapshotJson.write(snapshot)));
  }

  /** What later versions have added is not in it. */
  private static void assertKept(JsonNode first, JsonNode now) {
    if (!first.isContainerNode()) {
      assertThat(now).isEqualTo(first);
      return;
    }
    first
        .properties()
        .forEach(
            field -> {
              assertThat(now.has(field.getKey())).as(field.getKey()).isTrue();
              assertKept(field.getValue(), now.get(field.getKey()));
            });
    for (int i = 0; first.isArray() && i < first.size(); i++) {
      assertKept(first.get(i), now.get(i));
    }
  }

  private static String golden() throws IOException {
    try (InputStream in = SnapshotJsonTest.class.getResourceAsStream("snapshot-v1.json")) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static String with(String field, String value) throws IOException {
    JsonNode json = new ObjectMapper().readTree(golden());
    JsonPointer at = JsonPointer.compile(field);
    ObjectNode parent = (ObjectNode) json.at(at.head());
    assertThat(parent.has(at.last().getMatchingProperty())).isTrue();
    parent.put(at.last().getMatchingProperty(), value);
    return json.toString();
  }

  private static ApplicationSnapshot read(String json, Instant latest) throws IOException {
    return SnapshotJson.read(new ByteArrayInputStream(json.getBytes(UTF_8)), latest);
  }

  private static String text(ApplicationSnapshot snapshot) {
    return new String(SnapshotJson.write(snapshot), UTF_8);
  }

  private static ApplicationSnapshot read(String json) throws IOException {
    return SnapshotJson.read(json.getBytes(UTF_8));
  }
}
