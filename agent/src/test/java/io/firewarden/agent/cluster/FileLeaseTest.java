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
package io.firewarden.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLeaseTest {
  private static final Duration DURATION = Duration.ofSeconds(15);

  @TempDir private Path folder;

  /** Each agent's own clock: they need not agree on anything but how fast time goes. */
  private final AtomicLong nanosOfA = new AtomicLong(Long.MAX_VALUE - 5);

  private final AtomicLong nanosOfB = new AtomicLong(-77);

  private FileLease lease(String holder, AtomicLong nanos) {
    return new FileLease(folder.resolve("sub/lease"), holder, DURATION, nanos::get);
  }

  private void pass(Duration time) {
    nanosOfA.addAndGet(time.toNanos());
    nanosOfB.addAndGet(time.toNanos());
  }

  @Test
  void belongsToTheFirstAsLongAsItIsRenewed() throws IOException {
    FileLease a = lease("a", nanosOfA);
    FileLease b = lease("b", nanosOfB);

    for (int i = 0; i < 50; i++) {
      assertThat(a.renew()).isTrue();
      assertThat(b.renew()).isFalse();
      pass(Duration.ofSeconds(3));
    }
  }

  @Test
  void isTakenOnlyWhenItWasNotRenewedForTheWholeDuration() throws IOException {
    FileLease a = lease("a", nanosOfA);
    FileLease b = lease("b", nanosOfB);
    a.renew();
    assertThat(b.renew()).isFalse();

    pass(DURATION.minusMillis(1));
    assertThat(b.renew()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(b.renew()).isTrue();
  }

  @Test
  void isLostByAHolderThatWasAwayForTooLong() throws IOException {
    FileLease a = lease("a", nanosOfA);
    FileLease b = lease("b", nanosOfB);
    a.renew();
    b.renew();
    pass(DURATION);
    b.renew();

    assertThat(a.renew()).isFalse();
    assertThat(b.renew()).isTrue();
    assertThat(a.renew()).isFalse();
  }

  @Test
  void survivesThatASlowHolderWritesOverIt() throws IOException {
    FileLease a = lease("a", nanosOfA);
    FileLease b = lease("b", nanosOfB);
    a.renew();
    byte[] late = Files.readAllBytes(folder.resolve("sub/lease"));
    b.renew();
    pass(DURATION);
    b.renew();
    Files.write(folder.resolve("sub/lease"), late);

    assertThat(b.renew()).isTrue();
    assertThat(a.renew()).isFalse();
  }

  @Test
  void isFreeAtOnceWhenItWasGivenBack() throws IOException {
    FileLease a = lease("a", nanosOfA);
    FileLease b = lease("b", nanosOfB);
    a.renew();
    b.renew();
    a.release();

    assertThat(b.renew()).isTrue();
    assertThat(a.renew()).isFalse();
  }

  @Test
  void isTakenOverFromATornFileAfterTheDuration() throws IOException {
    FileLease b = lease("b", nanosOfB);
    Files.createDirectories(folder.resolve("sub"));
    Files.writeString(folder.resolve("sub/lease"), "{\"holder\": \"a\", \"te");

    assertThat(b.renew()).isFalse();
    pass(DURATION);
    assertThat(b.renew()).isTrue();
  }

  @Test
  void isGotByOneOfManyThatWantItAtTheSameTime() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 20; round++) {
        int number = round;
        List<Callable<Boolean>> all =
            IntStream.range(0, 8)
                .mapToObj(
                    i ->
                        (Callable<Boolean>)
                            new FileLease(
                                    folder.resolve("race" + number), "h" + i, DURATION, () -> 0)
                                ::renew)
                .toList();
        int got = 0;
        for (Future<Boolean> each : threads.invokeAll(all)) {
          got += each.get() ? 1 : 0;
        }
        assertThat(got).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void leavesNoMoreThanTheLastClaimBehind() throws IOException {
    FileLease a = lease("a", nanosOfA);
    FileLease b = lease("b", nanosOfB);
    for (int i = 0; i < 10; i++) {
      FileLease next = i % 2 == 0 ? a : b;
      next.renew();
      pass(DURATION);
      assertThat(next.renew()).isTrue();
      FileLease other = i % 2 == 0 ? b : a;
      other.renew();
      pass(DURATION);
    }
    try (var files = Files.list(folder.resolve("sub"))) {
      assertThat(files.map(file -> file.getFileName().toString()).toList()).hasSizeLessThan(4);
    }
  }
}
