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

import java.util.Set;

/**
 * What is kept of objects of one kind. It takes of each what it needs and keeps no object.
 *
 * @param <T> the kind
 */
interface Stock<T> {

  /** An object as it is now; it may be known already, and unchanged. */
  void put(T object);

  /** An object as it was when it was deleted. */
  void deleted(T object);

  /** All that there is was put; what has none of these uids is gone, and nobody saw it go. */
  void keep(Set<String> uids);
}
