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

import java.util.Locale;

/** What the alert pipeline counts about itself. */
public interface PipelineMetrics {

  /** A notifier exists; its counters start at 0. */
  void notifier(String name);

  /** A message was sent, or was tried. */
  void notified(String notifier, Delivery what);

  /** The state file was written, or could not be. */
  void stateWritten(boolean success);

  /**
   * What is left to the agent that leads next was written; or it could not be written, or what the
   * one before has left could not be read.
   */
  void handedOver(boolean success);

  /** So many more alerts were left out, as there are too many. */
  void alertsDropped(long more);

  /** What became of a message. */
  enum Outcome {
    SUCCESS,
    RETRY,
    FAILURE;

    /** The kind of a delivery. */
    public static Outcome of(Delivery delivery) {
      if (delivery instanceof Delivery.Delivered) {
        return SUCCESS;
      }
      return delivery instanceof Delivery.Retry ? RETRY : FAILURE;
    }

    /** The value of the {@code result} label. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
