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

import io.firewarden.model.ApplicationSnapshot;
import java.util.Objects;

/** The outcome of one attempt to read an application: all of it, or why not. */
public sealed interface Reading {

  /** The application was read whole. */
  record Read(ApplicationSnapshot snapshot) implements Reading {
    public Read {
      Objects.requireNonNull(snapshot, "snapshot");
    }
  }

  /**
   * The application could not be read; nothing is known about its health.
   *
   * @param why the address, the rule and what came instead, without secrets
   */
  record Unavailable(String why) implements Reading {
    public Unavailable {
      Objects.requireNonNull(why, "why");
    }
  }
}
