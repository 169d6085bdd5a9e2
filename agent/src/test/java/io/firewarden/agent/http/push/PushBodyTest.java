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
package io.firewarden.agent.http.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.http.Scene;
import io.firewarden.agent.poll.PushedSnapshot;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.SnapshotJson;
import io.firewarden.model.SnapshotLimits;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.executor.ExecutorDetail;
import io.firewarden.model.executor.GarbageCollector;
import io.firewarden.model.executor.ProcessFigures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class PushBodyTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final long MUCH = 123_456_789_012L;
  private static final Application APPLICATION =
      new Application("app-1", "nightly", "etl", "3.5.9", false, null, NOW.minusSeconds(60), null);

  @Test
  void refusesMoreThanAListenerTellsOf() throws Exception {
    assertRefused(
        with(executors(SnapshotLimits.EXECUTORS + 1, "JVMHeapMemory"), List.of()),
        "snapshot.executors must have at most 10000 elements, but has 10001");
    Stage stage = snapshot().stages().get(0);
    assertRefused(
        with(List.of(), Collections.nCopies(SnapshotLimits.STAGES + 1, stage)),
        "snapshot.stages must have at most 1000 elements, but has 1001");
    List<Executor> named = new ArrayList<>();
    for (int i = 0; i <= SnapshotLimits.NAMES; i++) {
      named.addAll(executors(1, "Name" + i + "Memory"));
    }
    assertRefused(with(named, List.of()), "executors.detail.peaks must have at most 100 names");
    assertRefused(with(executors(1, "a b"), List.of()), "must have names that match");
    assertThat(read(SnapshotJson.write(with(executors(10, "JVMHeapMemory"), List.of()))))
        .isNotNull();
  }

  @Test
  void takesTheLargestSnapshotThatAListenerMakes() throws Exception {
    Map<String, Long> peaks = new HashMap<>();
    for (int i = 0; i < 30; i++) {
      peaks.put("ProcessTreeSomethingMemory" + i, 123_456_789_012L);
    }
    ExecutorDetail detail =
        new ExecutorDetail(16, 99_999, MUCH, MUCH, MUCH, MUCH, MUCH, MUCH, MUCH, 12, false, peaks);
    List<Executor> executors =
        Collections.nCopies(
            SnapshotLimits.EXECUTORS,
            new Executor(
                "12345",
                "ip-10-123-234-123.eu-central-1.compute.internal",
                NOW,
                16,
                16,
                MUCH,
                MUCH,
                MUCH,
                MUCH,
                MUCH,
                MUCH,
                MUCH,
                MUCH,
                MUCH,
                MUCH,
                detail,
                process()));
    byte[] json =
        SnapshotJson.write(
            with(
                executors, Collections.nCopies(SnapshotLimits.STAGES, snapshot().stages().get(0))));
    // Half of what is allowed, so that there is room for longer names.
    assertThat((long) json.length)
        .isBetween(20L << 20, AgentConfig.Push.DEFAULT.maxBytes() * 3 / 4);

    assertThat(read(gzip(json), "gzip"))
        .extracting(PushedSnapshot::bytes)
        .isEqualTo((long) json.length);
    assertThat(read(json).snapshot().executors()).hasSize(SnapshotLimits.EXECUTORS);
  }

  private static ProcessFigures process() {
    return new ProcessFigures(
        NOW,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        MUCH,
        List.of(
            new GarbageCollector("G1 Young Generation", false, MUCH, MUCH),
            new GarbageCollector("G1 Old Generation", false, MUCH, MUCH),
            new GarbageCollector("G1 Concurrent GC", true, MUCH, MUCH)));
  }

  @Test
  void holdsNothingOfWhatItDoesNotKnow() throws Exception {
    String json =
        new String(SnapshotJson.write(snapshot()), UTF_8)
            .replaceFirst("\\{", "{\"new\":[" + "[],".repeat(1 << 20) + "[]],");

    assertThat(read(json.getBytes(UTF_8)).snapshot()).isEqualTo(snapshot());
  }

  private static void assertRefused(ApplicationSnapshot snapshot, String message) {
    byte[] json = SnapshotJson.write(snapshot);
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(PushRefused.class)
        .hasMessageContaining(message);
  }

  private static PushedSnapshot read(byte[] body) throws PushRefused {
    return read(body, "identity");
  }

  private static PushedSnapshot read(byte[] body, String encoding) throws PushRefused {
    Headers headers = new Headers();
    headers.set("Content-Type", "application/json");
    headers.set("Content-Encoding", encoding);
    return new PushBody(AgentConfig.Push.DEFAULT.maxBytes())
        .read(headers, new ByteArrayInputStream(body), NOW);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    return packed.toByteArray();
  }

  /** As a listener makes it. */
  private static ApplicationSnapshot snapshot() {
    return with(List.of(), Scene.snapshot(APPLICATION, NOW).stages());
  }

  private static List<Executor> executors(int count, String peak) {
    ExecutorDetail detail =
        new ExecutorDetail(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, Map.of(peak, 1L));
    Executor executor =
        new Executor("1", "host", NOW, 1, 0, 0, 0, 0, 0, 0, 0, 0, null, null, null, detail, null);
    return Collections.nCopies(count, executor);
  }

  private static ApplicationSnapshot with(List<Executor> executors, List<Stage> stages) {
    ApplicationSnapshot of = Scene.snapshot(APPLICATION, NOW);
    return new ApplicationSnapshot(
        of.takenAt(),
        SourceKind.LISTENER,
        of.application(),
        of.tasks(),
        of.jobTotals(),
        of.stageTotals(),
        0,
        executors,
        of.jobs(),
        stages,
        of.cachedRdds(),
        of.gaps());
  }
}
