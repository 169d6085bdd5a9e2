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
package io.firewarden.model;

/**
 * Task attempts counted at their start by {@link TaskLocality}. All values are monotone and at
 * least 0.
 *
 * @param processLocal started in the process that holds the data
 * @param nodeLocal started on the host that holds the data
 * @param noPref had no preference
 * @param rackLocal started in the rack of the data
 * @param any started elsewhere although a preference existed
 */
public record LocalityCounts(
    long processLocal, long nodeLocal, long noPref, long rackLocal, long any) {

  /** Nothing counted. */
  public static final LocalityCounts NONE = new LocalityCounts(0, 0, 0, 0, 0);

  /** The count of one level. */
  public long of(TaskLocality locality) {
    return switch (locality) {
      case PROCESS_LOCAL -> processLocal;
      case NODE_LOCAL -> nodeLocal;
      case NO_PREF -> noPref;
      case RACK_LOCAL -> rackLocal;
      case ANY -> any;
    };
  }

  /** Attempts that preferred some place: all but {@link #noPref()}. */
  public long withPreference() {
    return processLocal + nodeLocal + rackLocal + any;
  }

  /** Attempts that got a place that they preferred. */
  public long local() {
    return processLocal + nodeLocal;
  }

  /** The counts of both. */
  public LocalityCounts plus(LocalityCounts other) {
    return new LocalityCounts(
        processLocal + other.processLocal,
        nodeLocal + other.nodeLocal,
        noPref + other.noPref,
        rackLocal + other.rackLocal,
        any + other.any);
  }

  /** What came in addition to an earlier count. */
  public LocalityCounts minus(LocalityCounts earlier) {
    return new LocalityCounts(
        processLocal - earlier.processLocal,
        nodeLocal - earlier.nodeLocal,
        noPref - earlier.noPref,
        rackLocal - earlier.rackLocal,
        any - earlier.any);
  }

  /** Whether no value is negative; see {@link TaskTotals#isPossible()}. */
  boolean isPossible() {
    return processLocal >= 0 && nodeLocal >= 0 && noPref >= 0 && rackLocal >= 0 && any >= 0;
  }
}
