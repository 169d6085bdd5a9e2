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
package io.firewarden.model.event;

import io.firewarden.model.TaskLocality;
import java.util.Objects;

/**
 * A task attempt that started.
 *
 * @param stageId Spark's stage id
 * @param attempt the stage's attempt, from 0
 * @param taskId Spark's task id, unique in the application
 * @param launchTime when it was launched, in ms since the epoch
 * @param executorId where it runs
 * @param locality where it runs relative to the data it prefers
 */
public record TaskStart(
    int stageId,
    int attempt,
    long taskId,
    long launchTime,
    String executorId,
    TaskLocality locality) {

  public TaskStart {
    Objects.requireNonNull(executorId, "executorId");
    Objects.requireNonNull(locality, "locality");
  }
}
