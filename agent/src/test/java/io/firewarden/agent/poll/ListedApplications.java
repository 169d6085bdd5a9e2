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
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.discovery.Facts;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of applications that says what it is told to, as a cluster manager would. */
final class ListedApplications implements Discovery {
  private final String name;
  private final List<Discovered.Driver> drivers = new ArrayList<>();
  private final List<Discovered.Unlocated> unlocated = new ArrayList<>();
  private final List<Discovered.Pending> pending = new ArrayList<>();
  private final List<Discovered.Ended> ended = new ArrayList<>();
  private boolean complete = true;
  private boolean down;
  boolean closed;

  ListedApplications(String name) {
    this.name = name;
  }

  @Override
  public Discovered discover() {
    return down
        ? new Discovered.Unavailable(name + " refused the connection")
        : new Discovered.Found(drivers, unlocated, pending, ended, complete);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    closed = true;
  }

  ListedApplications forget() {
    drivers.clear();
    unlocated.clear();
    pending.clear();
    ended.clear();
    return this;
  }

  ListedApplications incomplete() {
    complete = false;
    return this;
  }

  ListedApplications down(boolean now) {
    down = now;
    return this;
  }

  ListedApplications runs(URI address, String id) {
    return runs(address, id, Facts.NONE);
  }

  ListedApplications runs(URI address, String id, Facts facts) {
    forget();
    drivers.add(new Discovered.Driver(address, application(id), facts));
    return this;
  }

  ListedApplications isAt(URI address) {
    forget();
    drivers.add(new Discovered.Driver(address, null));
    return this;
  }

  ListedApplications runsSomewhere(String id) {
    forget();
    unlocated.add(new Discovered.Unlocated(application(id), name + "/" + id, "not found"));
    return this;
  }

  ListedApplications waits(String id, String why) {
    forget();
    pending.add(new Discovered.Pending(application(id), name + "/" + id, why));
    return this;
  }

  ListedApplications ended(String id, FinalStatus status, @Nullable Instant at, String reason) {
    forget();
    return andEnded(id, status, at, reason);
  }

  ListedApplications andEnded(String id, FinalStatus status, @Nullable Instant at, String reason) {
    ended.add(new Discovered.Ended(application(id), new Ending(status, at, reason, name)));
    return this;
  }

  /** It knows the driver at an address, and not which application that had. */
  ListedApplications endedAt(URI address, FinalStatus status, String reason) {
    forget();
    return andEndedAt(address, status, null, reason);
  }

  ListedApplications andEndedAt(
      URI address, FinalStatus status, @Nullable Instant at, String reason) {
    Application somebody = Snapshots.application("", address.toString(), null);
    ended.add(new Discovered.Ended(somebody, new Ending(status, at, reason, name)));
    return this;
  }

  private static Application application(String id) {
    return Snapshots.application(id, null, null);
  }
}
