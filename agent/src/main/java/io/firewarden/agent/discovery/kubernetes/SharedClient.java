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
package io.firewarden.agent.discovery.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One client for some that use it: made when it is first needed, closed when none needs it. */
final class SharedClient {
  private final Supplier<KubernetesClient> made;
  private int users;
  private @Nullable KubernetesClient client;

  SharedClient(Supplier<KubernetesClient> made, int users) {
    this.made = made;
    this.users = users;
  }

  /**
   * The client.
   *
   * @throws IllegalArgumentException if it cannot be made; it is tried again the next time
   */
  synchronized KubernetesClient get() {
    if (client == null) {
      client = made.get();
    }
    return client;
  }

  /** One user needs it no more. */
  synchronized void release() {
    users--;
    if (users == 0 && client != null) {
      client.close();
      client = null;
    }
  }
}
