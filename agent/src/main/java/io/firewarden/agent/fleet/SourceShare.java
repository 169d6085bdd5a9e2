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
package io.firewarden.agent.fleet;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * What one source gives to what is shown of an application.
 *
 * @param source its address, without secrets; {@code push:} and an id for a listener
 * @param kind what it is
 * @param gives which of the facts are its own
 */
public record SourceShare(String source, Kind kind, Set<Fact> gives) {

  public SourceShare {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(kind, "kind");
    gives =
        gives.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(gives)); // in order
  }

  /** What a source is. */
  public enum Kind {
    /** The driver's Spark UI, which is polled. */
    DRIVER,
    /** The listener in the driver, which pushes. */
    PUSH,
    /** A list of applications, such as a cluster manager's. */
    DISCOVERY,
    /** The agent, which draws a conclusion. */
    AGENT;

    /** As in JSON. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A kind of fact. */
  public enum Fact {
    /** What the application does: executors, tasks, stages. */
    FIGURES,
    /** Whether it waits or runs. */
    STATE,
    /** How it ended. */
    VERDICT,
    /** Labels of its owner, in part or all. */
    LABELS;

    /** As in JSON. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
