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
package io.firewarden.model.sql;

/** How Spark joins two inputs. */
public enum JoinKind {
  BROADCAST_HASH,
  SHUFFLED_HASH,
  SORT_MERGE,
  /** Every row against every row of a broadcast side. */
  BROADCAST_NESTED_LOOP,
  /** Every row against every row. */
  CARTESIAN;

  /** The value of the label {@code kind}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
