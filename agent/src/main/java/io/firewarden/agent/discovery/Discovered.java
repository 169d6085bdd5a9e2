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

import io.firewarden.model.Application;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a look for applications gave. */
public sealed interface Discovered {

  /**
   * The look went well.
   *
   * @param drivers drivers to be read
   * @param unlocated applications that are said to run but whose driver was not found
   * @param pending applications that were accepted and do not run yet
   * @param ended applications that are known to have ended, in part long ago
   * @param complete whether an application that is in none of these is unknown there; false when
   *     the answer says nothing about what is missing in it
   */
  record Found(
      List<Driver> drivers,
      List<Unlocated> unlocated,
      List<Pending> pending,
      List<Ended> ended,
      boolean complete)
      implements Discovered {
    public Found {
      drivers = List.copyOf(drivers);
      unlocated = List.copyOf(unlocated);
      pending = List.copyOf(pending);
      ended = List.copyOf(ended);
    }
  }

  /**
   * The look failed; nothing is known about what runs there.
   *
   * @param why the address, the rule and what came instead
   */
  record Unavailable(String why) implements Discovered {
    public Unavailable {
      Objects.requireNonNull(why, "why");
    }
  }

  /**
   * A driver's address.
   *
   * @param address the URL of its Spark UI
   * @param application the application that is there by what the source says, or null when the
   *     address was given and any application may be there
   * @param facts what the source knows of it and its driver does not tell
   */
  record Driver(URI address, @Nullable Application application, Facts facts) {
    public Driver {
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(facts, "facts");
    }

    /** A driver of which the source knows nothing more. */
    public Driver(URI address, @Nullable Application application) {
      this(address, application, Facts.NONE);
    }
  }

  /**
   * A running application without an address.
   *
   * @param page where people can look it up
   * @param why where it was looked for, and what came
   */
  record Unlocated(Application application, String page, String why) {
    public Unlocated {
      Objects.requireNonNull(application, "application");
      Objects.requireNonNull(page, "page");
      Objects.requireNonNull(why, "why");
    }
  }

  /**
   * An application that waits for its driver: for room in a queue, or for a node.
   *
   * @param application its {@code startedAt} is when it was submitted
   * @param page where people can look it up, without secrets
   * @param why what it waits for, by the source; one line without secrets
   */
  record Pending(Application application, String page, String why) {
    public Pending {
      Objects.requireNonNull(application, "application");
      Objects.requireNonNull(page, "page");
      Objects.requireNonNull(why, "why");
    }
  }

  /**
   * An application that is over, and how it ended by what the source says.
   *
   * @param application with an empty id where the source knows only that the driver at its {@link
   *     Application#uiUrl()} is over, and not of which application it was
   */
  record Ended(Application application, Ending ending) {
    public Ended {
      Objects.requireNonNull(application, "application");
      Objects.requireNonNull(ending, "ending");
    }
  }
}
