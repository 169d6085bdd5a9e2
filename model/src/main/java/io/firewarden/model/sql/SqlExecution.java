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

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A SQL execution that runs now or has just ended.
 *
 * @param id Spark's execution id
 * @param startedAt when it started
 * @param endedAt when it ended, or null while it runs
 * @param outcome how it ended, or null while it runs
 * @param plan what its latest plan does; null when the source cannot know
 * @param spilledDiskBytes bytes that its ended task attempts spilled to disk; null when the source
 *     cannot know
 */
public record SqlExecution(
    long id,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable SqlOutcome outcome,
    @Nullable PlanFacts plan,
    @Nullable Long spilledDiskBytes) {

  public SqlExecution {
    Objects.requireNonNull(startedAt, "startedAt");
  }
}
