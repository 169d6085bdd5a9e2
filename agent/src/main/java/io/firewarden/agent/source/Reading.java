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

  /** What it took. */
  PollCost cost();

  /** The application was read whole. */
  record Read(ApplicationSnapshot snapshot, PollCost cost) implements Reading {
    public Read {
      Objects.requireNonNull(snapshot, "snapshot");
      Objects.requireNonNull(cost, "cost");
    }

    /** One that took nothing. */
    public Read(ApplicationSnapshot snapshot) {
      this(snapshot, PollCost.NONE);
    }
  }

  /**
   * The application could not be read; nothing is known about its health.
   *
   * @param why the address, the rule and what came instead, without secrets
   * @param code the kind of failure as a word, or the HTTP status; one of a few hundred
   */
  record Unavailable(String why, String code, PollCost cost) implements Reading {
    /** The code of a failure of the agent's own. */
    public static final String FAULT = "fault";

    public Unavailable {
      Objects.requireNonNull(why, "why");
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(cost, "cost");
    }

    /** One that is nobody else's failure and took nothing. */
    public Unavailable(String why) {
      this(why, FAULT, PollCost.NONE);
    }
  }
}
