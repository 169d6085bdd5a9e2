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
package io.firewarden.agent.config;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A YARN cluster.
 *
 * @param resourceManagers URLs of the web UIs of its ResourceManagers, at least one; of several one
 *     is active at a time
 * @param webProxy where drivers are reached, or null for the proxy that the ResourceManager names
 */
public record YarnSource(List<URI> resourceManagers, @Nullable URI webProxy) {
  public YarnSource {
    resourceManagers = List.copyOf(resourceManagers);
    if (resourceManagers.isEmpty()) {
      throw new IllegalArgumentException("resourceManagers must name at least one URL");
    }
  }
}
