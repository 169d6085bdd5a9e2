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
package io.firewarden.model.executor;

/** Why an executor went. */
public enum RemovalReason {
  /** Dynamic allocation took it back since it had nothing to do. */
  IDLE,
  /** Its node was to go, and it was told before. */
  DECOMMISSIONED,
  /** The cluster took it away for somebody else: preempted, or evicted from its node. */
  PREEMPTED,
  /** Its heap ran out: exit code 52, or the JVM's exit on an OutOfMemoryError. */
  OOM,
  /** Its container used more memory than it may: OOMKilled, or beyond YARN's limits. */
  CONTAINER_OOM,
  /** Its container was killed, and nothing more is told: exit code 137 or 143. */
  CONTAINER_KILLED,
  /** It was silent for too long. */
  HEARTBEAT,
  /** Its connection or its node was lost. */
  LOST,
  /** Its process ended by itself with another exit code, or Spark gives no reason that is known. */
  UNKNOWN;

  /** The value of the label {@code reason}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
