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
package io.firewarden.agent.poll;

import io.firewarden.model.ApplicationSnapshot;

/**
 * A snapshot that was pushed.
 *
 * @param snapshot what the listener knows
 * @param bytes how long its JSON was, unpacked: near to what it takes of memory
 */
public record PushedSnapshot(ApplicationSnapshot snapshot, long bytes) {
  /** Before the id of an application, the name of the source that its listener is. */
  public static final String PREFIX = "push:";
}
