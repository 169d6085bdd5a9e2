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
package io.firewarden.agent.source;

/**
 * A place from which the state of one application can be read, again and again. Reads do not
 * overlap: the caller waits for one to end before it asks for the next.
 */
public interface SnapshotSource {

  /** Reads the application now. Never throws: what goes wrong is {@link Reading.Unavailable}. */
  Reading read();

  /** Its address for people and labels, without secrets. */
  String name();
}
