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
package io.firewarden.model.event.query;

import java.util.Objects;

/**
 * A figure of a plan that the driver tells later, by the id of its accumulator.
 *
 * @param accumulatorId Spark's id
 * @param kind what it counts
 */
public record Measure(long accumulatorId, Kind kind) {

  public Measure {
    Objects.requireNonNull(kind, "kind");
  }

  /** What is counted. */
  public enum Kind {
    /** The data size of a broadcast side. */
    BROADCAST_BYTES,
    /** Files that a scan reads. */
    FILES_READ,
    /** Partitions of a table that a scan reads. */
    PARTITIONS_READ
  }
}
