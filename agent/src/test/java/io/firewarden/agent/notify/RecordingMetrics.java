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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Metrics that remember what they were told. */
final class RecordingMetrics implements PipelineMetrics {
  final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  final List<Boolean> writes = new CopyOnWriteArrayList<>();
  final List<Boolean> handedOver = new CopyOnWriteArrayList<>();
  final AtomicLong dropped = new AtomicLong();

  @Override
  public void notifier(String name) {}

  @Override
  public void notified(String notifier, Delivery what) {
    outcomes.add(Outcome.of(what));
  }

  @Override
  public void stateWritten(boolean success) {
    writes.add(success);
  }

  @Override
  public void handedOver(boolean success) {
    handedOver.add(success);
  }

  @Override
  public void alertsDropped(long more) {
    dropped.addAndGet(more);
  }
}
