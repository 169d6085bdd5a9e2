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

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job that runs now.
 *
 * @param id Spark's job id
 * @param submittedAt when it was submitted, or null when unknown
 * @param stageIds the stages that it may run, ascending
 */
public record Job(int id, @Nullable Instant submittedAt, List<Integer> stageIds) {

  public Job {
    Objects.requireNonNull(stageIds, "stageIds");
    stageIds = stageIds.stream().sorted().toList();
  }
}
