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

/**
 * A task attempt that started. To be read during the call that tells of it and not to be kept:
 * sources use one object for all events, since there is one for each task.
 */
public interface TaskStart {

  /** Spark's stage id. */
  int stageId();

  /** The stage's attempt, from 0. */
  int attempt();

  /** Spark's task id, unique in the application. */
  long taskId();

  /** When it was launched, in ms since the epoch. */
  long launchTime();

  /** Where it runs. */
  String executorId();

  /** Where it runs relative to the data it prefers. */
  TaskLocality locality();
}
