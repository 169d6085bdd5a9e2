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
import static org.awaitility.Awaitility.await;

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.AgentConfigKit;
import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.SnapshotSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many drivers the poller reads at a time, as configured, when none of them answers. */
class PollerThreadsTest {
  private static final int DRIVERS = 8;

  @TempDir private Path folder;

  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger reading = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final Set<URI> read = ConcurrentHashMap.newKeySet();

  private final class StuckSource implements SnapshotSource {
    private final URI address;

    StuckSource(URI address) {
      this.address = address;
    }

    @Override
    public Reading read(Function<String, Duration> taskLimit) {
      most.accumulateAndGet(reading.incrementAndGet(), Math::max);
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      reading.decrementAndGet();
      read.add(address);
      return new Reading.Unavailable("does not answer");
    }

    @Override
    public String name() {
      return address.toString();
    }
  }

  private void readsAtATime(int expected, IntFunction<URI> addresses) throws Exception {
    AgentConfig config = AgentConfigKit.read(folder, "poll: {concurrency: 4, per-host: 2}");
    List<URI> drivers = IntStream.range(0, DRIVERS).mapToObj(addresses).toList();
    Place place = new Place("all", new StaticDrivers(drivers), StuckSource::new);
    try (Poller poller = new Poller(config, List.of(place), told -> {}, InstantSource.system())) {
      poller.start();

      await().during(Duration.ofMillis(300)).until(() -> reading.get() == expected);
      gate.countDown();
      await().until(() -> read.size() == DRIVERS);
    } finally {
      gate.countDown();
    }
    assertThat(most).hasValue(expected);
  }

  @Test
  void readsNoMoreDriversAtATimeThanTheConfiguredConcurrency() throws Exception {
    readsAtATime(4, i -> URI.create("http://driver-" + i + ":4040"));
  }

  @Test
  void readsNoMoreOfAServerAtATimeThanConfigured() throws Exception {
    readsAtATime(2, i -> URI.create("http://proxy:8088/proxy/application-" + i));
  }
}
