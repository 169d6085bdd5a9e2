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
package io.firewarden.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.Facts;
import io.firewarden.agent.source.SnapshotSource;
import io.firewarden.model.Application;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirstLookTest extends PushKit {
  private final Map<URI, WeakReference<SnapshotSource>> sources = new HashMap<>();

  @Override
  SnapshotSource source(URI address) {
    SnapshotSource source = super.source(address);
    sources.put(address, new WeakReference<>(source));
    return source;
  }

  @Test
  void letsGoOfWhatItFoundWhenThatHasEnded() {
    answers(A, "app-1");
    finds(List.of(driver(A, "app-1")), List.of(), Set.of());
    Poller poller = begin(master());
    finds(List.of(), List.of(), Set.of("app-1"));

    timer.advance(Duration.ofMinutes(10));
    for (int i = 0; i < 10 && sources.get(A).get() != null; i++) {
      System.gc();
    }

    assertThat(sources.get(A).get()).isNull();
    assertThat(poller.hasTriedAll()).isTrue();
  }

  @Test
  void doesNotWaitForWhatWasStoppedBeforeItWasRead() {
    Application application = Snapshots.application("app-1", null, null);
    Watch watch = new Watch(context(), source(A), application, Facts.NONE);
    assertThat(watch.isTried()).isFalse();

    watch.stop();

    assertThat(watch.isTried()).isTrue();
  }

  private Poller begin(Discovery discovery) {
    Poller poller = poller(List.of(discovery), told::add);
    poller.start();
    timer.advance(Duration.ZERO);
    return poller;
  }
}
