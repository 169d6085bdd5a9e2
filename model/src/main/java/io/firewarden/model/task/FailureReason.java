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
package io.firewarden.model.task;

/** The class of the reason for which a task attempt ended without success. */
public enum FailureReason {
  /** User code or Spark threw in the task. */
  EXCEPTION,
  /** Shuffle data of another executor could not be fetched; Spark runs its stage again. */
  FETCH_FAILED,
  /** Memory ran out: the JVM's, Spark's own, or the container's. */
  OOM,
  /** Its executor went, for another reason than memory or preemption. */
  EXECUTOR_LOST,
  /** It was killed: its job was cancelled, or another attempt was faster. */
  KILLED,
  /** The cluster took its executor away for somebody else, evicted or decommissioned it. */
  PREEMPTED,
  /** The driver denied it to commit its output, since another attempt was to. */
  COMMIT_DENIED;

  /** The value of the label {@code reason}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
