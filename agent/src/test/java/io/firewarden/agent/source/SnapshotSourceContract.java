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

import io.firewarden.model.ApplicationSnapshot;
import org.junit.jupiter.api.Test;

/** What every source of snapshots must keep to. */
abstract class SnapshotSourceContract {

  /** A source whose application is there. */
  abstract SnapshotSource source();

  /** Takes the application away. */
  abstract void takeAway();

  /** The id of the application. */
  abstract String applicationId();

  @Test
  void readsTheApplication() {
    ApplicationSnapshot snapshot = read(source());

    assertThat(snapshot.application().id()).isEqualTo(applicationId());
    assertThat(snapshot.application().startedAt()).isBefore(snapshot.takenAt());
    assertThat(snapshot.application().uiUrl()).isEqualTo(source().name());
  }

  @Test
  void readsTheSameStateTwiceAsTheSame() {
    SnapshotSource source = source();

    ApplicationSnapshot first = read(source);
    ApplicationSnapshot second = read(source);

    assertThat(second.tasks()).isEqualTo(first.tasks());
    assertThat(second.jobTotals()).isEqualTo(first.jobTotals());
    assertThat(second.executors()).isEqualTo(first.executors());
    assertThat(second.stages()).isEqualTo(first.stages());
  }

  @Test
  void saysWhyItCannotRead() {
    SnapshotSource source = source();
    takeAway();

    assertThat(source.read())
        .isInstanceOfSatisfying(
            Reading.Unavailable.class, u -> assertThat(u.why()).contains(source.name()));
  }

  @Test
  void readsAgainWhenTheApplicationIsBack() {
    SnapshotSource source = source();
    ApplicationSnapshot before = read(source);
    takeAway();
    assertThat(source.read()).isInstanceOf(Reading.Unavailable.class);
    bringBack();

    assertThat(read(source).tasks()).isEqualTo(before.tasks());
  }

  /** Brings back what was taken away. */
  abstract void bringBack();

  static ApplicationSnapshot read(SnapshotSource source) {
    Reading reading = source.read();
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return ((Reading.Read) reading).snapshot();
  }
}
