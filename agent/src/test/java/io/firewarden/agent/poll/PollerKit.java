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

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovered.Driver;
import io.firewarden.agent.discovery.Discovered.Unlocated;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.SnapshotSource;
import io.firewarden.model.Application;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** A poller with a clock that goes on when told to, drivers and a master that answer as told. */
abstract class PollerKit {
  static final URI A = URI.create("http://a:4040");
  static final URI B = URI.create("http://b:4040");
  static final Duration INTERVAL = Duration.ofSeconds(15);
  static final String MASTER = "http://master:8080";

  final ManualTimer timer = new ManualTimer();
  final List<Observation> told = new ArrayList<>();
  final Map<URI, Supplier<Reading>> readings = new HashMap<>();
  final List<Function<String, Duration>> taskLimits = new ArrayList<>();
  Discovered discovered = new Discovered.Unavailable("not yet");
  Supplier<Discovered> discovery = () -> discovered;

  /** Runs whenever a name is asked for, as it is to tell of a failure. */
  Runnable nameless = () -> {};

  void start(Discovery discovery) {
    poller(List.of(discovery), told::add).start();
  }

  Poller poller(List<Discovery> discoveries, ObservationSink sink) {
    List<Place> places =
        discoveries.stream().map(each -> new Place(each, each, this::source)).toList();
    return new Poller(AgentConfig.ofDefaults(), places, sink, timer, timer, () -> 0.5);
  }

  SnapshotSource source(URI address) {
    return new SnapshotSource() {
      @Override
      public Reading read(Function<String, Duration> taskLimit) {
        taskLimits.add(taskLimit);
        return readings.get(address).get();
      }

      @Override
      public String name() {
        nameless.run();
        return address.toString();
      }
    };
  }

  Discovery master() {
    return new Discovery() {
      @Override
      public Discovered discover() {
        return discovery.get();
      }

      @Override
      public String name() {
        nameless.run();
        return MASTER;
      }
    };
  }

  void finds(List<Driver> drivers, List<Unlocated> unlocated, Set<String> ended) {
    discovered =
        new Discovered.Found(
            drivers,
            unlocated,
            List.of(),
            ended.stream()
                .map(id -> Snapshots.application(id, null, null))
                .map(application -> new Discovered.Ended(application, Ending.unknown(null, MASTER)))
                .toList(),
            true);
  }

  static Driver driver(URI address, String id) {
    return new Driver(address, Snapshots.application(id, null, null));
  }

  static Unlocated unlocated(String id) {
    return new Unlocated(Snapshots.application(id, null, null), MASTER + "/" + id, "not found");
  }

  void answers(URI address, String id) {
    readings.put(address, () -> read(address, id, null));
  }

  static Discovered discoveryOutOfMemory() {
    throw new OutOfMemoryError("thrown by a test");
  }

  static void outOfMemory() {
    throw new OutOfMemoryError("thrown by a test");
  }

  Reading read(URI address, String id, Instant endedAt) {
    Application application = Snapshots.application(id, address.toString(), endedAt);
    return new Reading.Read(Snapshots.of(application, timer.instant()));
  }

  void fails(URI address, String why) {
    readings.put(address, () -> new Reading.Unavailable(why));
  }

  /** What was told, but not who lists what. */
  List<String> shown() {
    return told.stream()
        .filter(observation -> !(observation instanceof Observation.Paced))
        .filter(each -> !(each instanceof Observation.Listed))
        .filter(each -> !(each instanceof Observation.Unlisted))
        .map(PollerTest::shown)
        .toList();
  }

  static String shown(Observation observation) {
    if (observation instanceof Observation.Judged judged) {
      return "judged " + judged.report().application().id();
    }
    if (observation instanceof Observation.Blind blind) {
      Application application = blind.application();
      return "blind " + blind.source() + " " + (application == null ? null : application.id());
    }
    if (observation instanceof Observation.Ended ended) {
      return "ended " + ended.application().id();
    }
    if (observation instanceof Observation.Vanished vanished) {
      return "vanished " + vanished.application().id();
    }
    if (observation instanceof Observation.Pending pending) {
      return "pending " + pending.pending().application().id();
    }
    if (observation instanceof Observation.Concluded concluded) {
      return "concluded " + concluded.snapshot().application().id();
    }
    if (observation instanceof Observation.Unwatched unwatched) {
      return "unwatched " + unwatched.application().id();
    }
    if (observation instanceof Observation.Gone gone) {
      return "gone " + gone.source();
    }
    return "read " + ((Observation.SourceRead) observation).source();
  }
}
