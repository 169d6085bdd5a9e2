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
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * What the agent that leads leaves to the one that leads after it: its alerts, and what it has
 * told, in a file beside the lease. Only who leads writes it.
 */
final class Handover implements AutoCloseable {
  private final AlertStateFile file;
  private final StateWriter writer;
  private final BooleanSupplier leads;

  Handover(Path lease, BooleanSupplier leads, PipelineMetrics metrics) {
    this.file = new AlertStateFile(lease.resolveSibling(lease.getFileName() + ".state"));
    this.writer = new StateWriter(file, metrics, state -> {});
    this.leads = leads;
  }

  /** What was left. */
  AlertStateFile.State load() {
    return file.load();
  }

  /** Has the state written when that is due, by who leads; never waits. */
  void keep(AlertStateFile.State state, long changes, Instant now) {
    if (leads.getAsBoolean()) {
      writer.keep(state, changes, now);
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
