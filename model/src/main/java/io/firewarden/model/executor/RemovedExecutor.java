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

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An executor that went.
 *
 * @param id Spark's executor id
 * @param host where it ran; empty when unknown
 * @param removedAt when Spark told so
 * @param reason why
 * @param exitCode the exit code of its process, or null when Spark does not tell
 */
public record RemovedExecutor(
    String id, String host, Instant removedAt, RemovalReason reason, @Nullable Integer exitCode) {

  public RemovedExecutor {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(removedAt, "removedAt");
    Objects.requireNonNull(reason, "reason");
  }
}
