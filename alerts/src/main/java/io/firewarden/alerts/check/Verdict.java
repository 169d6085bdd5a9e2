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
package io.firewarden.alerts.check;

import java.util.List;
import java.util.Objects;

/** A check's answer. Only {@link Healthy} says that something is well. */
public sealed interface Verdict {

  /** The condition was measured and does not hold. */
  record Healthy(String summary) implements Verdict {
    public Healthy {
      Objects.requireNonNull(summary, "summary");
    }
  }

  /** The condition holds. */
  record Unhealthy(List<Finding> findings) implements Verdict {
    public Unhealthy {
      findings = List.copyOf(findings);
      if (findings.isEmpty()) {
        throw new IllegalArgumentException("an unhealthy verdict needs at least one finding");
      }
    }
  }

  /** The condition could not be judged; neither fires nor resolves an alert. */
  record Inconclusive(Reason reason, String detail) implements Verdict {
    public Inconclusive {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(detail, "detail");
    }
  }

  /** The value of the {@code verdict} label. */
  default String label() {
    if (this instanceof Healthy) {
      return "healthy";
    }
    return this instanceof Unhealthy ? "unhealthy" : "inconclusive";
  }

  /** Why a check could not conclude. */
  enum Reason {
    /** Too little has happened to judge by. */
    TOO_FEW_SAMPLES(false),
    /** The source cannot know what the check needs. */
    GAP(false),
    /** The source can know what the check needs, but has missed or left out some of it. */
    EVENTS_LOST(true),
    /** There is no earlier reading yet to take a rate from. */
    NO_WINDOW(true),
    /** The source could not be read. */
    UNAVAILABLE(true),
    /** The check itself failed. */
    FAULT(true);

    private final boolean blind;

    Reason(boolean blind) {
      this.blind = blind;
    }

    /** Whether data that should be there is missing, so that health as a whole is unknown. */
    public boolean isBlind() {
      return blind;
    }
  }
}
