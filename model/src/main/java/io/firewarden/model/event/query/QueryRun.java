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
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which run of which streaming query.
 *
 * @param id the query's, which stays over restarts from a checkpoint
 * @param runId the run's
 * @param name what its owner calls it, or null
 */
public record QueryRun(UUID id, UUID runId, @Nullable String name) {
  private static final int SHORT_ID = 8;
  private static final int KEPT_NAME = 51;
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9_.-]{1,60}");
  private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9_.-]");

  public QueryRun {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(runId, "runId");
  }

  /**
   * The name if it is an identifier (ASCII letters, digits, dot, dash, underscore) of at most 60
   * characters; otherwise {@link #labelWithId()}.
   */
  String label() {
    return name != null && IDENTIFIER.matcher(name).matches() ? name : labelWithId();
  }

  /**
   * What can be kept of the name, and the first characters of the id, so that two names never
   * become one.
   */
  String labelWithId() {
    String shortId = id.toString().substring(0, SHORT_ID);
    String kept = name == null ? "" : name.substring(0, Math.min(name.length(), KEPT_NAME));
    kept = FOREIGN.matcher(kept).replaceAll("_");
    return kept.replace("_", "").isEmpty() ? shortId : kept + '-' + shortId;
  }
}
