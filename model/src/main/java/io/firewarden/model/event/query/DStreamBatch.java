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
import org.jspecify.annotations.Nullable;

/**
 * A batch of DStreams as Spark tells of it. Times are ms since the epoch.
 *
 * @param time its number, which is a time
 * @param submittedAt when it was handed in
 * @param startedAt when its processing started, or null before
 * @param endedAt when that ended, or null before
 * @param records records in it
 */
public record DStreamBatch(
    long time, long submittedAt, @Nullable Long startedAt, @Nullable Long endedAt, long records) {

  /** How long it waited, or null while that is not known. */
  @Nullable Long schedulingMillis() {
    return startedAt == null ? null : Long.valueOf(Math.max(0, startedAt - submittedAt));
  }

  /** How long it was processed, or null while that is not known. */
  @Nullable Long processingMillis() {
    return startedAt == null || endedAt == null
        ? null
        : Long.valueOf(Math.max(0, Objects.requireNonNull(endedAt) - startedAt));
  }
}
