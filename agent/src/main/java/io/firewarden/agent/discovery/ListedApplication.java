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
package io.firewarden.agent.discovery;

import io.firewarden.model.Application;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An application as Spark's {@code /api/v1/applications} lists it, in Spark's own names. A
 * reference is null and a number 0 when the answer lacks it.
 *
 * @param attempts its runs, the newest first
 */
public record ListedApplication(
    @Nullable String id, @Nullable String name, @Nullable List<@Nullable Attempt> attempts) {

  /**
   * One run of an application.
   *
   * @param attemptId null where the cluster manager does not run it again
   * @param startTimeEpoch in milliseconds, by the driver's clock
   * @param endTimeEpoch the same; -1 while it is incomplete
   * @param lastUpdatedEpoch when the server last learned of it, by its own clock, while it is
   *     incomplete
   */
  public record Attempt(
      @Nullable String attemptId,
      long startTimeEpoch,
      long endTimeEpoch,
      long lastUpdatedEpoch,
      @Nullable String sparkUser,
      boolean completed,
      @Nullable String appSparkVersion) {

    /** When it ended, or null if that is not told. */
    public @Nullable Instant endedAt() {
      return completed && endTimeEpoch > 0 ? Instant.ofEpochMilli(endTimeEpoch) : null;
    }
  }

  /** The newest run, or null if the entry is not one of an application. */
  public @Nullable Attempt newest() {
    boolean valid =
        id != null
            && id.matches("[A-Za-z0-9_.-]{1,200}")
            && attempts != null
            && !attempts.isEmpty();
    Attempt first = valid ? Objects.requireNonNull(attempts).get(0) : null;
    return first != null && first.startTimeEpoch() > 0 ? first : null;
  }

  /** Its identity, of one of its runs. */
  public Application application(Attempt attempt) {
    return new Application(
        Objects.requireNonNull(id, "id"),
        Objects.requireNonNullElse(name, ""),
        Objects.requireNonNullElse(attempt.sparkUser(), ""),
        Objects.requireNonNullElse(attempt.appSparkVersion(), ""),
        false,
        null,
        Instant.ofEpochMilli(attempt.startTimeEpoch()),
        attempt.endedAt());
  }
}
