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
package io.firewarden.agent.discovery.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.firewarden.agent.config.KubernetesSource;
import io.firewarden.agent.config.KubernetesSource.Ui;
import io.firewarden.agent.discovery.Discovered.Found;
import io.firewarden.model.executor.RemovedExecutor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is kept of many pods. */
class KeptMemoryTest {
  private static final int MANY = 10_000;
  private static final long MAX_BYTES_OF_A_DRIVER = 3_000;

  private final InstantSource clock = () -> Instant.parse("2026-03-02T08:50:00Z");
  private final OwnerKeys keys = new OwnerKeys(KubernetesSource.DEFAULT.labels());
  private final DriverPods drivers = new DriverPods(keys, clock);
  private final ExecutorPods executors = new ExecutorPods(clock);

  @Test
  void isLittleOfTenThousandDriversAndNothingOfTenThousandExecutorsThatRun() {
    long before = used();
    for (int i = 0; i < MANY; i++) {
      drivers.put(numbered(Fixtures.driver("ns", "driver-" + i, "spark-" + i), i));
      executors.put(numbered(Fixtures.executor("" + i), i));
    }
    long kept = used() - before;

    assertThat(kept).isLessThan(MANY * MAX_BYTES_OF_A_DRIVER);
    assertThat(drivers.all()).hasSize(MANY);
    assertThat(executors.of(Fixtures.ID)).isEmpty();
    Found found = Picture.of("kubernetes", Ui.DEFAULT, drivers, executors, new OperatorApps(keys));
    assertThat(found.drivers()).hasSize(MANY);
  }

  @Test
  void isOfTheNewestExecutorsThatWent() {
    Pod oomkilled = Fixtures.in(Fixtures.executor("0"), "oomkilled");
    for (int i = 0; i < ExecutorPods.MAX_OF_ONE + 10; i++) {
      executors.put(
          new PodBuilder(oomkilled)
              .editMetadata()
              .addToLabels("spark-exec-id", "" + i)
              .endMetadata()
              .build());
    }

    assertThat(executors.of(Fixtures.ID))
        .hasSize(ExecutorPods.MAX_OF_ONE)
        .extracting(RemovedExecutor::id)
        .startsWith("10")
        .endsWith("" + (ExecutorPods.MAX_OF_ONE + 9));

    executors.keepApplications(Set.of("another"));
    assertThat(executors.of(Fixtures.ID)).isEmpty();
  }

  @Test
  void isOfTheNewestDriversThatAreGone() {
    for (int i = 0; i < DriverPods.MAX_GONE + 10; i++) {
      drivers.deleted(numbered(Fixtures.driver("ns", "driver-" + i, "spark-" + i), i));
    }

    assertThat(drivers.all())
        .hasSize(DriverPods.MAX_GONE)
        .extracting(DriverPod::name)
        .startsWith("driver-10");
  }

  @Test
  void isOfNoDriverThatAnotherListLacks() {
    Set<String> uids = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      Pod pod = numbered(Fixtures.driver("ns", "driver-" + i, "spark-" + i), i);
      drivers.put(pod);
      uids.add(pod.getMetadata().getUid());
    }
    uids.remove("uid-1");

    drivers.keep(uids);

    assertThat(drivers.all())
        .filteredOn(pod -> pod.state() instanceof PodState.Running)
        .extracting(DriverPod::name)
        .containsExactlyInAnyOrder("driver-0", "driver-2");
  }

  private static Pod numbered(Pod pod, int i) {
    return new PodBuilder(pod).editMetadata().withUid("uid-" + i).endMetadata().build();
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
