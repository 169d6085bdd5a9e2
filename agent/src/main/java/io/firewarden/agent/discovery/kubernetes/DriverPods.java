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

import io.fabric8.kubernetes.api.model.Pod;
import io.firewarden.agent.discovery.kubernetes.PodState.Over;
import io.firewarden.agent.discovery.kubernetes.PodState.Running;
import io.firewarden.agent.discovery.kubernetes.PodState.Waiting;
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pods of drivers, and for a while those that are gone. How many there are is limited by the
 * API server; of those that are gone the newest are kept.
 */
final class DriverPods implements Stock<Pod> {
  static final int MAX_GONE = 1_000;
  static final Duration GONE_KEPT = Duration.ofHours(1);

  /** How long after its time a pod may go on ending, before its node is held for lost. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private record Gone(DriverPod pod, Instant since) {}

  private final OwnerKeys keys;
  private final InstantSource clock;
  private final Map<String, DriverPod> there = new HashMap<>();
  private final LinkedHashMap<String, Gone> gone = new LinkedHashMap<>();

  DriverPods(OwnerKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public synchronized void put(Pod pod) {
    String uid = pod.getMetadata().getUid();
    there.put(uid, DriverPod.of(pod, keys));
    gone.remove(uid);
  }

  @Override
  public synchronized void deleted(Pod pod) {
    String uid = pod.getMetadata().getUid();
    there.remove(uid);
    DriverPod last = DriverPod.of(pod, keys);
    PodState state = last.state();
    if (state instanceof Waiting waiting) {
      state = waiting.ifDeleted();
    } else if (state instanceof Running running) {
      state = running.ifDeleted();
    }
    bury(uid, last.in(state));
  }

  @Override
  public synchronized void keep(Set<String> uids) {
    Map<String, DriverPod> missing = new HashMap<>(there);
    missing.keySet().removeAll(uids);
    there.keySet().removeAll(missing.keySet());
    missing.forEach(
        (uid, last) -> bury(uid, last.state() instanceof Over ? last : last.in(unseen())));
  }

  /** All pods that are there or went of late. */
  synchronized List<DriverPod> all() {
    Instant now = clock.instant();
    Iterator<Gone> oldest = gone.values().iterator();
    while (oldest.hasNext() && oldest.next().since().plus(GONE_KEPT).isBefore(now)) {
      oldest.remove();
    }
    List<DriverPod> all = new ArrayList<>();
    there.values().forEach(pod -> all.add(overdue(pod, now)));
    gone.values().forEach(buried -> all.add(buried.pod()));
    return all;
  }

  private void bury(String uid, DriverPod pod) {
    Instant now = clock.instant();
    DriverPod ended = pod.state() instanceof Over over ? pod.in(over.orAt(now)) : pod;
    gone.putIfAbsent(uid, new Gone(ended, now));
    if (gone.size() > MAX_GONE) {
      gone.remove(gone.keySet().iterator().next());
    }
  }

  private static Over unseen() {
    return new Over(
        FinalStatus.UNKNOWN,
        null,
        "the driver's pod is gone, and went while the API server was out of sight");
  }

  /** A pod that was to be deleted and whose node does not say that it ended. */
  private static DriverPod overdue(DriverPod pod, Instant now) {
    if (pod.state() instanceof Running running) {
      Instant due = running.goneBy();
      if (due != null && due.plus(PATIENCE).isBefore(now)) {
        return pod.in(
            new Over(
                FinalStatus.LOST,
                due,
                "the driver's pod was to be deleted, and its node does not say that it ended"));
      }
    }
    return pod;
  }
}
