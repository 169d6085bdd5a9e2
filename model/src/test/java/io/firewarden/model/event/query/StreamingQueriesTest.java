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
package io.firewarden.model.event.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.event.Retained;
import io.firewarden.model.streaming.BatchPhase;
import io.firewarden.model.streaming.QueryEnd;
import io.firewarden.model.streaming.StreamingActivity;
import io.firewarden.model.streaming.StreamingQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamingQueriesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final QueryEnd STOPPED = new QueryEnd(NOW, false, null);
  private static final QueryEnd FAILED = new QueryEnd(NOW, true, "STREAM_FAILED");
  private static final long QUIET = Retained.entries(new StreamingQueries());

  private final StreamingQueries queries = new StreamingQueries();

  @Test
  void tellsWhatAQueryDoes() {
    QueryRun run = run(1, "orders");
    queries.started(run, NOW);
    assertThat(only().batchId()).isEqualTo(-1);
    assertThat(only().progressedAt()).isNull();
    queries.progressed(run, progress(7, true, 100));
    queries.progressed(run, progress(8, true, 50));

    StreamingQuery query = only();
    assertThat(query.name()).isEqualTo("orders");
    assertThat(query.id()).isEqualTo(run.id().toString());
    assertThat(query.startedAt()).isEqualTo(NOW);
    assertThat(query.progressedAt()).isEqualTo(NOW.plusSeconds(8));
    assertThat(query.batchId()).isEqualTo(8);
    assertThat(query.batches()).isEqualTo(2);
    assertThat(query.inputRows()).isEqualTo(150);
    assertThat(query.inputRowsPerSecond()).isEqualTo(10.0);
    assertThat(query.processedRowsPerSecond()).isEqualTo(20.0);
    assertThat(query.phaseMillis()).containsOnly(Map.entry(BatchPhase.ADD_BATCH, 8L));
    assertThat(query.sourceLagRows()).isEqualTo(30);
    assertThat(query.watermark()).isEqualTo(NOW.minusSeconds(60));
    assertThat(query.stateRows()).isEqualTo(5);
    assertThat(query.stateBytes()).isEqualTo(600);
    assertThat(query.lateRowsDropped()).isEqualTo(4);
    assertThat(query.end()).isNull();
  }

  @Test
  void keepsTheLastBatchWhileThereIsNothingToDo() {
    QueryRun run = run(1, "orders");
    queries.started(run, NOW);
    queries.progressed(run, progress(7, true, 100));
    queries.progressed(run, progress(8, false, 0));
    assertThat(only().batchId()).isEqualTo(7);
    assertThat(only().batches()).isEqualTo(1);
    assertThat(only().phaseMillis()).containsEntry(BatchPhase.ADD_BATCH, 7L);

    queries.idle(run.runId(), NOW.plusSeconds(90));
    assertThat(only().progressedAt()).isEqualTo(NOW.plusSeconds(90));
    assertThat(only().inputRowsPerSecond()).isZero();
    assertThat(only().processedRowsPerSecond()).isZero();
    queries.idle(new UUID(9, 9), NOW);
    assertThat(queries.snapshot(NOW).queries()).hasSize(1);
  }

  @Test
  void countsEndsAndKeepsTheLast() {
    for (int i = 0; i < 50; i++) {
      queries.started(run(i, "query-" + i), NOW);
      queries.ended(run(i, null).runId(), i % 5 == 0 ? FAILED : STOPPED);
      queries.ended(run(i, null).runId(), FAILED);
      queries.progressed(run(i, "query-" + i), progress(1, true, 1));
    }

    StreamingActivity activity = queries.snapshot(NOW);
    assertThat(activity.succeeded()).isEqualTo(40);
    assertThat(activity.failed()).isEqualTo(10);
    assertThat(activity.queries()).hasSize(StreamingQueries.MAX_ENDED);
    assertThat(activity.queries())
        .filteredOn(query -> query.name().equals("query-45"))
        .extracting(StreamingQuery::end)
        .containsExactly(FAILED);
    assertThat(Retained.entries(queries)).isLessThan(QUIET + 2 * StreamingQueries.MAX_ENDED);
  }

  @Test
  void letsANewRunTakeThePlaceOfTheLast() {
    queries.started(run(1, "orders"), NOW);
    queries.ended(run(1, null).runId(), FAILED);
    assertThat(only().end()).isEqualTo(FAILED);

    queries.started(new QueryRun(new UUID(1, 0), new UUID(1, 2), "orders"), NOW.plusSeconds(1));
    assertThat(only().end()).isNull();
    assertThat(only().startedAt()).isEqualTo(NOW.plusSeconds(1));
    assertThat(queries.snapshot(NOW).failed()).isEqualTo(1);
  }

  @Test
  void forgetsARunWhoseEndWasLostWhenItsQueryRunsAgain() {
    queries.started(run(1, "orders"), NOW);
    queries.started(new QueryRun(new UUID(1, 0), new UUID(1, 2), "orders"), NOW.plusSeconds(1));

    assertThat(only().startedAt()).isEqualTo(NOW.plusSeconds(1));
    assertThat(only().name()).isEqualTo("orders");
  }

  @Test
  void tellsQueriesOfOneNameApart() {
    queries.started(run(1, "orders"), NOW);
    queries.started(run(2, "orders"), NOW);

    assertThat(queries.snapshot(NOW).queries())
        .extracting(StreamingQuery::name)
        .containsExactly("orders", "orders-00000000");
  }

  @Test
  void takesUpAQueryWhoseStartWasLost() {
    queries.progressed(run(1, "orders"), progress(3, true, 10));
    queries.started(run(1, "orders"), NOW.minusSeconds(9));

    assertThat(only().startedAt()).isEqualTo(NOW.plusSeconds(3));
    assertThat(only().inputRows()).isEqualTo(10);
    queries.ended(new UUID(8, 8), STOPPED);
    assertThat(queries.snapshot(NOW).succeeded()).isEqualTo(1);
  }

  @Test
  void followsAThousandQueriesAndSaysSoBeyond() {
    for (int i = 0; i < 3_000; i++) {
      queries.started(run(i, "query-" + i), NOW);
    }
    for (int batch = 0; batch < 10; batch++) {
      for (int i = 0; i < 3_000; i++) {
        queries.progressed(run(i, "query-" + i), progress(batch, true, 1));
      }
    }
    assertThat(queries.snapshot(NOW).queries()).hasSize(StreamingQueries.MAX_RUNNING);
    assertThat(queries.snapshot(NOW).queries()).allMatch(query -> query.inputRows() == 10);
    assertThat(queries.isComplete()).isFalse();
    assertThat(Retained.entries(queries)).isLessThan(QUIET + 3 * StreamingQueries.MAX_RUNNING);

    IntStream.range(0, 3_000).forEach(i -> queries.ended(run(i, null).runId(), STOPPED));
    assertThat(queries.snapshot(NOW).succeeded()).isEqualTo(3_000);
    assertThat(queries.isComplete()).isTrue();
  }

  @Test
  void takesUpAQueryThatWasLeftOutWhenThereIsRoom() {
    for (int i = 0; i <= StreamingQueries.MAX_RUNNING; i++) {
      queries.started(run(i, "query-" + i), NOW);
    }
    queries.ended(run(0, null).runId(), STOPPED);
    assertThat(queries.isComplete()).isFalse();
    queries.progressed(run(StreamingQueries.MAX_RUNNING, "late"), progress(1, true, 1));

    assertThat(queries.isComplete()).isTrue();
  }

  @Test
  void doesNotShowForEverWhatMayHaveEndedUnseen() {
    queries.started(run(1, "silent"), NOW);
    queries.started(run(2, "alive"), NOW);
    queries.eventsDropped();
    assertThat(queries.snapshot(NOW).queries()).hasSize(2);
    queries.idle(run(2, null).runId(), NOW);

    Instant later = NOW.plus(Doubt.PATIENCE).plusSeconds(1);
    assertThat(queries.snapshot(later).queries())
        .extracting(StreamingQuery::name)
        .containsExactly("alive");
  }

  @Test
  void endsWithTheApplication() {
    queries.started(run(1, "orders"), NOW);
    queries.applicationEnded();
    queries.progressed(run(1, "orders"), progress(1, true, 1));
    queries.started(run(2, "more"), NOW);

    assertThat(queries.snapshot(NOW)).isEqualTo(new StreamingActivity(0, 0, List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "orders, orders",
    "a.B-c_9, a.B-c_9",
    ", 00000000",
    "'', 00000000",
    "übung, _bung-00000000",
    "'SELECT \"x\"\n', SELECT__x__-00000000",
    "語語語, 00000000",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab,"
        + " aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-00000000",
  })
  void namesAQueryByAnIdentifier(String name, String label) {
    queries.started(run(1, name), NOW);

    assertThat(only().name()).isEqualTo(label).hasSizeLessThanOrEqualTo(60);
  }

  @Test
  void addsUpOnlyWhatCanBe() {
    QueryRun run = run(1, "orders");
    LongStream.of(5, -3, 7).forEach(rows -> queries.progressed(run, progress(1, true, rows)));

    assertThat(only().inputRows()).isEqualTo(12);
  }

  private StreamingQuery only() {
    List<StreamingQuery> all = queries.snapshot(NOW).queries();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static QueryRun run(long id, String name) {
    return new QueryRun(new UUID(id, 0), new UUID(id, 1), name);
  }

  private static QueryProgress progress(long batch, boolean ran, long rows) {
    return new QueryProgress(
        NOW.plusSeconds(batch),
        batch,
        ran,
        rows,
        10.0,
        20.0,
        ran ? Map.of(BatchPhase.ADD_BATCH, batch) : Map.of(BatchPhase.LATEST_OFFSET, 1L),
        30L,
        NOW.minusSeconds(60),
        new QueryProgress.State(5, 600, 2));
  }
}
