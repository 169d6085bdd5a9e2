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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.alert.AlertStateFile.State;
import io.firewarden.agent.alert.NotificationLog.Told;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeasedStateTest {
  private static final Duration DURATION = Duration.ofSeconds(15);
  private static final Instant NOW = Instant.parse("2026-03-02T08:50:00Z");
  private static final State FIRST = told("First");
  private static final State SECOND = told("Second");

  @TempDir private Path folder;

  private final AtomicLong nanos = new AtomicLong();
  private Path path;
  private FileLease a;
  private FileLease b;
  private LeasedState ofA;
  private LeasedState ofB;

  @BeforeEach
  void leadByA() throws IOException {
    path = folder.resolve("lease");
    a = new FileLease(path, "a", DURATION, nanos::get);
    b = new FileLease(path, "b", DURATION, nanos::get);
    ofA = new LeasedState(path);
    ofB = new LeasedState(path);
    assertThat(a.renew()).isTrue();
    assertThat(ofA.load()).isEqualTo(State.EMPTY);
    assertThat(ofA.save(FIRST, NOW)).isTrue();
  }

  private void followByB() throws IOException {
    b.renew();
    nanos.addAndGet(DURATION.toNanos());
    assertThat(b.renew()).isTrue();
  }

  @Test
  void isReadByTheNextOneAndWrittenByItAlone() throws IOException {
    followByB();
    assertThat(ofB.load()).isEqualTo(FIRST);
    assertThat(ofA.save(FIRST, NOW)).as("before the next one has written").isFalse();
    assertThat(ofB.save(SECOND, NOW)).isTrue();
    assertThat(ofA.save(FIRST, NOW)).isFalse();

    assertThat(new LeasedState(path).load()).isEqualTo(SECOND);
    try (var files = Files.list(folder)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
    }
  }

  @Test
  void isWrittenAgainByOneThatHasTakenTheLeaseBack() throws IOException {
    followByB();
    ofB.load();
    ofB.save(SECOND, NOW);
    b.release();
    a.renew();
    assertThat(a.renew()).isTrue();

    assertThat(ofA.load()).isEqualTo(SECOND);
    assertThat(ofA.save(FIRST, NOW)).isTrue();
    assertThat(ofB.save(SECOND, NOW)).isFalse();
  }

  @Test
  void tellsThatItCannotBeReadNow() throws IOException {
    Path file = folder.resolve("lease.state");
    Files.delete(file);
    Files.createSymbolicLink(file, file.getFileName()); // leads to itself

    assertThatThrownBy(ofB::load).isInstanceOf(UncheckedIOException.class);
  }

  private static State told(String name) {
    return new State(
        List.of(),
        List.of(
            new Told(
                "hook", new TreeMap<>(Map.of("alertname", name)), AlertState.FIRING, NOW, NOW)));
  }
}
