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
package io.firewarden.model.streaming;

/** The phases of a micro-batch that Spark times ({@code StreamingQueryProgress.durationMs}). */
public enum BatchPhase {
  /** The whole batch. */
  TRIGGER_EXECUTION,
  LATEST_OFFSET,
  GET_BATCH,
  QUERY_PLANNING,
  WAL_COMMIT,
  ADD_BATCH,
  COMMIT_OFFSETS;

  /** The value of the label {@code phase}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
