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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.FakeSpark;
import io.firewarden.model.Gap;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executions that come late, run long, end and are forgotten, as chance has it. */
class RandomSqlTest {
  private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final int POLLS = 120;
  private static final int RETAINED = 150;

  private final Set<Long> running = new TreeSet<>();
  private final List<Long> planned = new ArrayList<>();
  private final Deque<Long> ended = new ArrayDeque<>();
  private long succeeded;
  private long failed;

  @ParameterizedTest
  @CsvSource({"1, true", "2, true", "3, true", "4, false", "5, false", "6, false"})
  void areCountedOnceAndShownAsTheyAre(long seed, boolean statusTold) throws UnreadableException {
    try (FakeSpark spark = new FakeSpark();
        RestClient client = new RestClient(DEADLINE, 1 << 20)) {
      FakeSqlList list = new FakeSqlList(spark, FakeSpark.app("app-1", "/sql"), START);
      SqlLedger ledger = new SqlLedger(Instant.EPOCH, statusTold);
      Random random = new Random(seed);
      long before = 0;
      int exact = 0;
      count(list.over("COMPLETED"), true);
      ledger.read(new PollRequests(client, spark.url().toString(), DEADLINE), "/app-1");
      for (int poll = 0; poll < POLLS; poll++) {
        happen(list, random);
        list.wait(Duration.ofSeconds(15));
        ledger.read(new PollRequests(client, spark.url().toString(), DEADLINE), "/app-1");
        SqlActivity told = ledger.activity();
        long all = told.succeeded() + told.failed() + told.unknown();
        assertThat(all).isBetween(before, succeeded + failed);
        before = all;
        if (!ledger.gaps().contains(Gap.SQL_EXECUTIONS)) {
          exact++;
          assertThat(told.running())
              .extracting(SqlExecution::id)
              .containsExactlyElementsOf(running);
          if (!ledger.gaps().contains(Gap.SQL_TOTALS_PARTIAL)) {
            assertThat(all).isEqualTo(succeeded + failed);
            assertThat(told.failed()).isEqualTo(statusTold ? failed : 0);
          }
        }
      }
      assertThat(exact).as("polls without a gap").isGreaterThan(statusTold ? POLLS / 2 : 0);
    }
  }

  private void happen(FakeSqlList list, Random random) {
    for (Long id : List.copyOf(planned)) {
      list.planned(id);
      running.add(id);
      planned.remove(id);
    }
    for (Long id : List.copyOf(running)) {
      if (random.nextInt(5) == 0) {
        boolean good = random.nextInt(4) > 0;
        list.end(id, good ? "COMPLETED" : "FAILED");
        running.remove(id);
        count(id, good);
      }
    }
    int more = random.nextInt(random.nextInt(8) == 0 ? 40 : 6);
    for (int i = 0; i < more; i++) {
      switch (random.nextInt(10)) {
        case 0 -> planned.add(list.plan());
        case 1, 2 -> running.add(list.start());
        default -> count(list.over("COMPLETED"), true);
      }
    }
    while (ended.size() > RETAINED) {
      list.forget(ended.removeFirst());
    }
  }

  private void count(long id, boolean good) {
    ended.addLast(id);
    if (good) {
      succeeded++;
    } else {
      failed++;
    }
  }
}
