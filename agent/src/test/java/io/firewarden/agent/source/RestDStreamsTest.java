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

import static io.firewarden.agent.FakeSpark.app;
import static io.firewarden.agent.FakeSpark.fixture;
import static io.firewarden.agent.FakeSpark.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.FakeSpark;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import io.firewarden.model.streaming.DStreamActivity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * DStreams in snapshots by REST. What is answered was recorded of an application in local mode,
 * with batches of 1 s of a receiver and of a queue, when one of 15 output operations had failed and
 * one batch was held up: on Spark 3.4.4, on 3.5.9 with the DStreams of 3.5.6, and on 4.0.4 with
 * those of 4.0.1.
 */
class RestDStreamsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:30:00Z");
  private static final String ID = id("3.5");

  private final FakeSpark spark = FakeSpark.driver("3.5");
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 20);
  private final RestSource source =
      new RestSource(client, spark.url(), Duration.ofMinutes(1), InstantSource.fixed(NOW));

  @AfterEach
  void close() {
    client.close();
    spark.close();
  }

  @ParameterizedTest
  @CsvSource({
    "3.4, 2026-11-23T10:25:49.960Z, 15, 11, 467, 2551, 3, 313",
    "3.5, 2026-11-23T10:26:38.650Z, 16, 13, 237, 2904, 8, 377",
    "4.0, 2026-11-23T10:27:24.710Z, 17, 13, 28, 1719, 5, 244"
  })
  void mapsWhatEachVersionAnswers(ArgumentsAccessor told) {
    answer(told.getString(0));

    ApplicationSnapshot snapshot = snapshot();

    assertThat(snapshot.dstreams())
        .isEqualTo(
            new DStreamActivity(
                told.get(1, Instant.class),
                1000L,
                new DStreamActivity.Receivers(1, 0, null),
                null,
                1,
                1,
                5,
                told.getLong(2) + 4, // those in the batch that waits
                told.getLong(3),
                told.getLong(4),
                told.getLong(5),
                told.getLong(6),
                told.getLong(7),
                14,
                1));
    assertThat(snapshot.gaps()).doesNotContain(Gap.BATCHES_PARTIAL);
  }

  @Test
  void hasNoneOfAnApplicationWithoutThem() {
    assertThat(snapshot().dstreams()).isNull();
    assertThat(snapshot().gaps()).doesNotContain(Gap.BATCHES_PARTIAL);
    assertThat(spark.requests())
        .filteredOn(path -> path.contains("/streaming/"))
        .containsExactly(app(ID, "/streaming/statistics"));
  }

  @Test
  void ownsUpToBatchesThatWentUnseen() {
    answer("3.5");
    String statistics = fixture("3.5", "streaming_statistics");
    spark.json(
        app(ID, "/streaming/statistics"),
        statistics.replace("\"numTotalCompletedBatches\" : 5", "\"numTotalCompletedBatches\" : 6"));

    assertThat(snapshot().gaps()).contains(Gap.BATCHES_PARTIAL);
    assertThat(snapshot().dstreams().completedBatches()).isEqualTo(6);
  }

  @Test
  void neverAsksForTheRatesOfReceivers() {
    answer("3.5");
    snapshot();

    assertThat(spark.requests()).isNotEmpty().noneMatch(path -> path.contains("/receivers"));
  }

  @Test
  void takesNothingInWhenTheApplicationEndsBetweenTwoParts() {
    answer("3.5");
    spark.answer(app(ID, "/stages"), 404, "text/plain", "no such app: " + ID);
    assertThat(source.read()).isInstanceOf(Reading.Unavailable.class);
    spark.json(app(ID, "/stages"), "[]");

    assertThat(snapshot().dstreams().processingMillis()).isEqualTo(2904);
    assertThat(snapshot().gaps()).doesNotContain(Gap.BATCHES_PARTIAL);
  }

  @Test
  void doesNotTakeTheEndOfTheApplicationForThatOfItsStreams() {
    answer("3.5");
    snapshot();
    spark.answer(app(ID, "/streaming/statistics"), 404, "text/plain", "no such app: " + ID);
    spark.answer(app(ID, "/stages"), 404, "text/plain", "no such app: " + ID);
    assertThat(source.read()).isInstanceOf(Reading.Unavailable.class);
    answer("3.5");
    spark.json(app(ID, "/stages"), "[]");

    assertThat(snapshot().gaps()).doesNotContain(Gap.BATCHES_PARTIAL);
  }

  @Test
  void readsTheRestWhenItsStreamsCannotBeRead() {
    spark.answer(app(ID, "/streaming/statistics"), 500, "text/plain", "no");

    assertThat(snapshot().dstreams()).isNull();
    assertThat(snapshot().gaps()).contains(Gap.BATCHES_PARTIAL);
    assertThat(snapshot().executors()).isNotEmpty();
  }

  private void answer(String version) {
    for (String part : new String[] {"statistics", "batches"}) {
      spark.json(app(ID, "/streaming/" + part), fixture(version, "streaming_" + part));
    }
  }

  private ApplicationSnapshot snapshot() {
    Reading reading = source.read();
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return ((Reading.Read) reading).snapshot();
  }
}
