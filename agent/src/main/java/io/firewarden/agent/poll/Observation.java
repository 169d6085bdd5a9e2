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

import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one poll said: of one application, or of one place where applications are looked up. */
public sealed interface Observation {

  /**
   * An application was read and judged. If it was polled, its driver's address is {@code
   * snapshot.application().uiUrl()}, and a {@link SourceRead} of that address comes before it.
   */
  record Judged(ApplicationSnapshot snapshot, HealthReport report, ThresholdValues thresholds)
      implements Observation {}

  /**
   * A source could not be read, so that nothing is known about what it would have told.
   *
   * @param source its URL, without secrets
   * @param application the last known application there when the source is a driver; null when none
   *     is known yet, or when the source is a master
   * @param why the address, the rule and what came instead
   * @param at when it was tried
   */
  record Blind(String source, @Nullable Application application, String why, Instant at)
      implements Observation {}

  /**
   * An application is known to have ended; its driver is no longer a source. Nothing else need have
   * been told of it: a master lists applications that ended before the first look too. Told again
   * by each source that knows of the end, and when one of them has revised what it knows.
   *
   * @param application as it was known best
   * @param ending how it ended, by one source
   * @param at when this was told
   */
  record Ended(Application application, Ending ending, Instant at) implements Observation {}

  /**
   * Nothing was heard of an application for so long that it is shown as lost. Nobody says that it
   * has ended, so that this neither ends an alert nor is the last word: it may be judged again.
   *
   * @param ending {@link io.firewarden.model.FinalStatus#LOST} as of when it was last heard of
   */
  record Vanished(Application application, Ending ending, Instant at) implements Observation {}

  /**
   * The last that an application said of itself, with how it ended; comes after its {@link Ended},
   * and again when it has revised that.
   */
  record Concluded(ApplicationSnapshot snapshot, Instant at) implements Observation {}

  /**
   * An application waits for its driver; told at every look that finds it so.
   *
   * @param source the discovery that says so
   * @param pending what it says
   */
  record Pending(String source, Discovered.Pending pending, Instant at) implements Observation {}

  /**
   * A discovery lists an application as pending or running; told when it begins to do so, and when
   * it says something else of it.
   *
   * @param source the discovery's name
   * @param application as it is described there, with the labels that are told there
   */
  record Listed(String source, Application application, Instant at) implements Observation {}

  /** A discovery that was read does not list an application any more. */
  record Unlisted(String source, String applicationId, Instant at) implements Observation {}

  /** A source, master or driver, was read: told at every success, not only after a failure. */
  record SourceRead(String source, Instant at) implements Observation {}

  /**
   * A source is read at another interval from now on.
   *
   * @param source its URL
   * @param interval from the start of one attempt to that of the next
   * @param staleAfter how old a reading may be then to tell of now
   */
  record Paced(String source, Duration interval, Duration staleAfter) implements Observation {}

  /**
   * An application is not watched here any more, because the configuration or a file of addresses
   * has changed; how it goes on will not be told.
   */
  record Unwatched(Application application, Instant at) implements Observation {}

  /**
   * Something is wrong with the agent itself; told again as long as it is.
   *
   * @param alert the alert about it
   * @param about its labels beside those that every alert has
   * @param summary what, in one sentence
   * @param why more of it, without secrets
   */
  record Fault(
      AlertDefinition alert, Map<String, String> about, String summary, String why, Instant at)
      implements Observation {
    public Fault {
      about = Map.copyOf(about);
    }

    /** Something of which there is one only. */
    public Fault(AlertDefinition alert, String summary, String why, Instant at) {
      this(alert, Map.of(), summary, why, at);
    }
  }

  /**
   * What was wrong with the agent itself is not any more; it need not have been.
   *
   * @param about as in its {@link Fault}
   */
  record Mended(AlertDefinition alert, Map<String, String> about, Instant at)
      implements Observation {
    public Mended {
      about = Map.copyOf(about);
    }

    /** Something of which there is one only. */
    public Mended(AlertDefinition alert, Instant at) {
      this(alert, Map.of(), at);
    }
  }

  /** A source will not be asked again; what was kept about it would only grow old. */
  record Gone(String source) implements Observation {}
}
