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
package io.firewarden.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.Gap;
import io.firewarden.model.SourceKind;
import io.firewarden.model.event.ApplicationState;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** A server that answers queries for thirty days, of which a fake clock makes seconds. */
class ThirtyDaysTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final int DAYS = 30;
  private static final int MINUTES_A_DAY = 24 * 60;

  /** What the collector of this JVM may leave lying about. */
  private static final long NOISE_BYTES = 1 << 20;

  private final ListenerSettings settings =
      SettingsReader.read(Map.of("spark.driver.host", "127.0.0.1"));
  private final ApplicationState state = new ApplicationState(SourceKind.LISTENER);
  private final LongAdder errors = new LongAdder();
  private Instant now = START;
  private final Watched watched = new Watched(state, "app-1", "shared", () -> now);
  private final HealthBoard board = new HealthBoard(settings);
  private final ExposedPages pages =
      new ExposedPages(settings, watched, board, new ListenerMeters(new LongAdder(), errors));

  @Test
  void keepsAsMuchAfterThirtyDaysAsAfterOne() {
    state.applicationStarted("app-1", "thrift server", "spark", START.toEpochMilli());
    BusyServer server = new BusyServer(state);
    runDay(server);
    long heap = retained();
    int threads = Thread.activeCount();
    int page = pages.snapshot().length;
    int series = series();

    for (int day = 1; day < DAYS; day++) {
      runDay(server);
    }

    assertThat(Duration.between(START, now)).isEqualTo(Duration.ofDays(DAYS));
    assertThat(watched.now().jobTotals().succeeded()).isEqualTo(DAYS * MINUTES_A_DAY);
    assertThat(watched.now().executorsRemoved()).isEqualTo(DAYS * 24L);
    assertThat(watched.now().sql().succeeded()).isEqualTo(DAYS * MINUTES_A_DAY);
    assertThat(watched.now().gaps()).doesNotContain(Gap.EVENTS_LOST);
    assertThat(retained() - heap).isLessThan(NOISE_BYTES);
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
    // Counters have grown by a few digits.
    assertThat(pages.snapshot().length).isLessThan(page + page / 5);
    assertThat(series()).isEqualTo(series);
    assertThat(errors.sum()).isZero();
  }

  private void runDay(BusyServer server) {
    for (int minute = 0; minute < MINUTES_A_DAY; minute++) {
      server.minute(now);
      now = now.plusSeconds(60);
      board.judge(watched.now());
      if (minute % 60 == 0) {
        pages.snapshot();
        pages.metrics();
      }
    }
  }

  private int series() {
    return pages.metrics().stream().mapToInt(each -> each.getDataPoints().size()).sum();
  }

  /** Bytes in use on the heap when all that nobody holds is gone. */
  private static long retained() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      least = Math.min(least, used);
    }
    return least;
  }
}
