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

import io.firewarden.model.executor.RemovedExecutor;
import java.util.List;
import java.util.Map;

/**
 * What a source knows of a running application and its driver does not tell.
 *
 * @param labels what its owner says of it, such as {@code team} or {@code queue}; few and short
 * @param removedExecutors executors that went, as their containers tell; joined by executor id
 */
public record Facts(Map<String, String> labels, List<RemovedExecutor> removedExecutors) {
  /** Nothing more is known. */
  public static final Facts NONE = new Facts(Map.of(), List.of());

  public Facts {
    labels = Map.copyOf(labels);
    removedExecutors = List.copyOf(removedExecutors);
  }
}
