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
package io.firewarden.listener.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.executor.GarbageCollector;
import io.firewarden.model.executor.ProcessFigures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiguresMessageTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123Z");

  @Test
  void carriesEveryFigure() {
    ProcessFigures figures = Figures.all(NOW);

    FiguresMessage unpacked = FiguresMessage.unpack(new FiguresMessage("17", figures).pack());

    assertThat(unpacked).isEqualTo(new FiguresMessage("17", figures));
  }

  @Test
  void keepsUnknownUnknown() {
    ProcessFigures figures = Figures.none(NOW);

    FiguresMessage unpacked = FiguresMessage.unpack(new FiguresMessage("17", figures).pack());

    assertThat(unpacked.figures()).isEqualTo(figures);
  }

  @Test
  void needsNoClassOfOursToBeRead() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new FiguresMessage("1", Figures.all(NOW)).pack());
    }
    Set<String> classes = new TreeSet<>();
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
          @Override
          protected Class<?> resolveClass(ObjectStreamClass description)
              throws java.io.IOException, ClassNotFoundException {
            classes.add(description.getName());
            return super.resolveClass(description);
          }
        }) {
      assertThat(in.readObject()).isInstanceOf(HashMap.class);
    }
    assertThat(classes)
        .containsExactlyInAnyOrder("java.util.HashMap", "java.lang.Long", "java.lang.Number");
  }

  @Test
  void refusesWhatItDidNotPack() {
    assertThat(FiguresMessage.unpack(null)).isNull();
    assertThat(FiguresMessage.unpack("heapUsedBytes")).isNull();
    assertThat(FiguresMessage.unpack(Map.of())).isNull();
    assertThat(FiguresMessage.unpack(Map.of("executorId", "1"))).isNull();
    assertThat(FiguresMessage.unpack(Map.of("measuredAtMillis", 1L))).isNull();
    assertThat(FiguresMessage.unpack(Map.of("executorId", 1L, "measuredAtMillis", 1L))).isNull();
    assertThat(FiguresMessage.unpack(Map.of("executorId", "", "measuredAtMillis", 1L))).isNull();
    assertThat(FiguresMessage.unpack(Map.of("executorId", "1", "measuredAtMillis", 1L, 3, 4L)))
        .isNull();
    String long_ = "x".repeat(201);
    assertThat(FiguresMessage.unpack(Map.of("executorId", long_, "measuredAtMillis", 1L))).isNull();
    Map<String, Object> many = new HashMap<>(Map.of("executorId", "1", "measuredAtMillis", 1L));
    IntStream.range(0, 100).forEach(i -> many.put("f" + i, 1L));
    assertThat(FiguresMessage.unpack(many)).isNull();
  }

  @Test
  void ignoresFiguresThatItDoesNotKnowOrThatCannotBe() {
    FiguresMessage unpacked =
        FiguresMessage.unpack(
            Map.of(
                "executorId",
                "1",
                "measuredAtMillis",
                NOW.toEpochMilli(),
                "heapUsedBytes",
                "many",
                "processRssBytes",
                -1L,
                "ofTheFuture",
                5L,
                "pauses:alone",
                4L));

    assertThat(unpacked).isEqualTo(new FiguresMessage("1", Figures.none(NOW)));
  }

  @Test
  void givesEachKnownFigureANameWithItsUnit() {
    assertThat(Figure.allKnown(Figures.none(NOW))).isEmpty();
    Map<String, Long> known = Figure.allKnown(Figures.all(NOW));
    assertThat(known)
        .hasSize(21 + 4 + 6)
        .containsEntry("containerMemoryUsedBytes", 1L)
        .containsEntry("cpuThrottledMillis", 21L)
        .containsEntry("gcPauseCount", 4L + 1)
        .containsEntry("gcPauseMillis", 40L + 10)
        .containsEntry("gcConcurrentCount", 2L)
        .containsEntry("gcConcurrentMillis", 900L)
        .containsEntry("gc.G1_Young_Generation.millis", 40L);
  }

  /** Figures with and without values. */
  static final class Figures {
    private Figures() {}

    static ProcessFigures all(Instant at) {
      return new ProcessFigures(
          at,
          1L,
          2L,
          3L,
          4L,
          5L,
          6L,
          7L,
          8L,
          9L,
          10L,
          11L,
          12L,
          13L,
          14L,
          15L,
          16L,
          17L,
          18L,
          19L,
          20L,
          21L,
          List.of(
              new GarbageCollector("G1 Concurrent GC", true, 2, 900),
              new GarbageCollector("G1 Old Generation", false, 1, 10),
              new GarbageCollector("G1 Young Generation", false, 4, 40)));
    }

    static ProcessFigures none(Instant at) {
      return new ProcessFigures(
          at, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, null, null, null, List.of());
    }
  }
}
