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
package io.firewarden.agent.notify;

import static io.firewarden.agent.notify.Alerts.FIRED;
import static io.firewarden.agent.notify.Alerts.firing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.firewarden.agent.alert.AlertStateFile.State;
import io.firewarden.agent.alert.AlertStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandoverTest {
  private static final State FIRST = new State(List.of(firing("A", "1")), List.of());
  private static final State SECOND = new State(List.of(firing("B", "1")), List.of());

  private final Store store = new Store();
  private final RecordingMetrics metrics = new RecordingMetrics();
  private volatile boolean leads = true;
  private final Handover handover = new Handover(store, () -> leads, metrics);

  private static final class Store implements AlertStore {
    final List<State> written = new CopyOnWriteArrayList<>();
    volatile boolean works = true;
    final AtomicInteger tries = new AtomicInteger();

    @Override
    public State load() {
      if (!works) {
        throw new UncheckedIOException(new IOException("forbidden"));
      }
      return State.EMPTY;
    }

    @Override
    public boolean save(State state, Instant now) {
      if (works) {
        written.add(state);
      }
      tries.incrementAndGet();
      return works;
    }
  }

  @AfterEach
  void close() {
    handover.close();
  }

  @Test
  void isWrittenByWhoLeadsAndHasReadIt() {
    handover.keep(FIRST, 1, FIRED);
    handover.load();
    leads = false;
    handover.keep(FIRST, 1, FIRED);
    leads = true;
    handover.keep(SECOND, 2, FIRED);
    await().until(() -> metrics.handedOver.size() == 1);
    handover.close();

    assertThat(store.written).containsExactly(SECOND);
  }

  @Test
  void isCountedApartFromTheAgentsOwnFileAlsoWhenItCannotBeRead() {
    store.works = false;
    assertThatThrownBy(handover::load).isInstanceOf(UncheckedIOException.class);
    assertThat(metrics.handedOver).containsExactly(false);

    store.works = true;
    handover.load();
    handover.keep(FIRST, 1, FIRED);
    await().until(() -> metrics.handedOver.size() == 2);
    assertThat(metrics.handedOver).containsExactly(false, true);
    assertThat(metrics.writes).isEmpty();
  }

  @Test
  void isNotWrittenAtEachChangeButInTheEnd() {
    handover.load();
    handover.keep(FIRST, 1, FIRED);
    await().until(() -> metrics.handedOver.size() == 1);
    for (int i = 1; i < 5; i++) {
      handover.keep(FIRST, 1 + i, FIRED.plusSeconds(i));
    }
    handover.keep(SECOND, 6, FIRED.plusSeconds(5));
    await().until(() -> metrics.handedOver.size() == 2);
    assertThat(store.written).containsExactly(FIRST, SECOND);

    handover.keep(FIRST, 7, FIRED.plusSeconds(6));
    handover.close();
    assertThat(store.written).containsExactly(FIRST, SECOND, FIRST);
  }

  @Test
  void writesWhatIsNotYetWrittenWhenItIsClosed() {
    handover.load();
    store.works = false;
    handover.keep(FIRST, 1, FIRED);
    await().until(() -> store.tries.get() == 1);
    store.works = true;
    handover.close();

    assertThat(store.written).containsExactly(FIRST);
  }

  @Test
  void doesNotWriteWhatItKnewOnceAnotherLeads() {
    handover.load();
    store.works = false;
    handover.keep(FIRST, 1, FIRED);
    await().until(() -> store.tries.get() == 1);
    leads = false;
    store.works = true;
    handover.close();

    assertThat(store.written).isEmpty();
  }
}
