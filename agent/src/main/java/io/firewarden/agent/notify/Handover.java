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

import io.firewarden.agent.alert.AlertStateFile;
import io.firewarden.agent.alert.AlertStore;
import io.firewarden.agent.cluster.LeasedState;
import io.firewarden.agent.cluster.kubernetes.StateConfigMap;
import io.firewarden.agent.config.Peers;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * What the agent that leads leaves to the one that leads after it: its alerts, and what it has
 * told, beside the lease. Only who leads writes it, and not before it has read what was left.
 */
final class Handover implements AutoCloseable {
  /**
   * While much is told, each delivery changes the state: who leads next may then repeat what was
   * told within this time, and an API server is not asked for a write each second.
   */
  private static final Duration BETWEEN_WRITES = Duration.ofSeconds(5);

  private final AlertStore store;
  private final PipelineMetrics metrics;
  private final StateWriter writer;
  private final BooleanSupplier leads;
  private volatile boolean read;

  Handover(AlertStore store, BooleanSupplier leads, PipelineMetrics metrics) {
    this.store = store;
    this.metrics = metrics;
    this.writer =
        new StateWriter(
            store, metrics::handedOver, state -> {}, BETWEEN_WRITES, StateWriter.thread());
    this.leads = leads;
  }

  static Handover of(Peers.Lease lease, BooleanSupplier leads, PipelineMetrics metrics) {
    return new Handover(store(lease), leads, metrics);
  }

  private static AlertStore store(Peers.Lease lease) {
    if (lease.place() instanceof Peers.LeaseObject object) {
      return StateConfigMap.of(object, lease);
    }
    return new LeasedState(((Peers.SharedFile) lease.place()).path());
  }

  /**
   * What was left.
   *
   * @throws UncheckedIOException if that cannot be known now
   */
  AlertStateFile.State load() {
    read = false;
    try {
      AlertStateFile.State left = store.load();
      read = true;
      return left;
    } finally {
      if (!read) {
        metrics.handedOver(false);
      }
    }
  }

  /** Has the state written when that is due, by who leads; never waits. */
  void keep(AlertStateFile.State state, long changes, Instant now) {
    if (mayWrite()) {
      writer.keep(state, changes, now);
    }
  }

  private boolean mayWrite() {
    return read && leads.getAsBoolean();
  }

  /** Writes what is not yet written, if it still leads: what it knew last is the past otherwise. */
  @Override
  public void close() {
    if (mayWrite()) {
      writer.close();
    } else {
      writer.abandon();
    }
    store.close();
  }
}
