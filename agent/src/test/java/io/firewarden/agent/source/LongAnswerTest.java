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
package io.firewarden.agent.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.FakeSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of 50 MB is read by a process whose whole heap has half the room for its bytes alone. */
class LongAnswerTest {
  private static final long LENGTH = 50L << 20;
  private static final String HEAP = "-Xmx24m";

  /** By how much the used heap may differ between two moments, in bytes. */
  private static final long GROWTH = 2L << 20;

  @TempDir private Path folder;

  private final FakeSpark spark = new FakeSpark();

  /** Writes a part of the list. */
  private interface Part {
    void write(OutputStream out) throws IOException;
  }

  @AfterEach
  void close() {
    spark.close();
  }

  @Test
  void readsAListOfManyItemsAndKeepsNone() throws Exception {
    int items = (int) (LENGTH / stage(10_000).length()) + 1;
    answer(
        out -> {
          for (int id = 0; id < items; id++) {
            out.write((stage(id) + ",").getBytes(UTF_8));
          }
          out.write(stage(items).getBytes(UTF_8));
        });

    List<String> said = read();

    assertThat(said.get(said.size() - 1))
        .matches("read 5\\d{7} " + (items + 1) + " count at Trips.scala:" + items);
    List<Long> used = used(said);
    assertThat(used).hasSizeGreaterThan(5);
    assertThat(used.get(used.size() - 1) - used.get(0)).isLessThan(GROWTH);
    assertThat(used).allMatch(each -> each - used.get(0) < GROWTH);
  }

  @Test
  void skipsWhatNobodyWantsOfAnItemWithoutACopy() throws Exception {
    byte[] updates = "{\"id\":7,\"name\":\"result\",\"value\":\"8\"},".repeat(1000).getBytes(UTF_8);
    answer(
        out -> {
          out.write("{\"stageId\":5,\"accumulatorUpdates\":[".getBytes(UTF_8));
          for (long length = 0; length < LENGTH; length += updates.length) {
            out.write(updates);
          }
          out.write("{}],\"name\":\"the last word\"}".getBytes(UTF_8));
        });

    List<String> said = read();

    assertThat(said.get(said.size() - 1)).matches("read 5\\d{7} 1 the last word");
  }

  /** A stage as Spark tells it in full: most of it is what nobody asks for. */
  private static String stage(int id) {
    return "{\"status\":\"ACTIVE\",\"stageId\":"
        + id
        + ",\"attemptId\":0,\"numTasks\":200,\"accumulatorUpdates\":["
        + "{\"id\":7,\"name\":\"internal.metrics.resultSize\",\"value\":\"4096\"},".repeat(5)
        + "{}],\"details\":\""
        + "org.apache.spark.rdd.RDD.count(RDD.scala:1296)\\n".repeat(8)
        + "\",\"name\":\"count at Trips.scala:"
        + id
        + "\"}";
  }

  private void answer(Part part) {
    spark.answer(
        "/stages",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write('[');
            part.write(out);
            out.write(']');
          }
        });
  }

  /** What the process printed. */
  private List<String> read() throws Exception {
    Path out = folder.resolve("out");
    Process reader =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LongAnswerReader.class.getName(),
                spark.url() + "/stages")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(reader.waitFor(120, TimeUnit.SECONDS)).as("the process ends").isTrue();
    } finally {
      reader.destroyForcibly();
    }
    assertThat(reader.exitValue()).as(Files.readString(out)).isZero();
    return Files.readAllLines(out);
  }

  private static List<Long> used(List<String> said) {
    return said.stream()
        .filter(line -> line.startsWith("used "))
        .map(line -> Long.valueOf(line.substring("used ".length())))
        .toList();
  }
}
