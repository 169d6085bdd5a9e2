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
 * How much of an application a snapshot may hold. Who makes snapshots from events keeps to it, and
 * who is sent one by somebody else may refuse what is larger.
 */
public final class SnapshotLimits {
  /** Live executors, the driver included. */
  public static final int EXECUTORS = 10_000;

  /** Jobs that run. */
  public static final int JOBS = 1_000;

  /** Stage ids of these jobs together. */
  public static final int STAGE_IDS = 100_000;

  /** Stage attempts that run. */
  public static final int STAGES = 1_000;

  /** RDDs with cached partitions. */
  public static final int CACHED_RDDS = 1_000;

  /** SQL executions that run. */
  public static final int SQL_EXECUTIONS = 1_000;

  /** Streaming queries that run. */
  public static final int STREAMING_QUERIES = 1_000;

  /** Streaming queries that have ended and are still told of. */
  public static final int ENDED_QUERIES = 20;

  /** Names that the executors of an application have for their peaks, and for their collectors. */
  public static final int NAMES = 100;

  private SnapshotLimits() {}
}
