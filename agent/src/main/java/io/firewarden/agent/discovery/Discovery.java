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

/** A way to learn which applications there are. Calls do not overlap. */
public interface Discovery extends AutoCloseable {

  /** Looks now. Never throws: what goes wrong is {@link Discovered.Unavailable}. */
  Discovered discover();

  /** Its address for people and labels, without secrets; empty when it asks nobody. */
  String name();

  /** Lets go of what it holds, such as a watch on a server; it is not asked again. */
  @Override
  default void close() {}
}
