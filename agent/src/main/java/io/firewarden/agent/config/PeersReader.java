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
package io.firewarden.agent.config;

import io.firewarden.agent.cluster.Shard;
import io.firewarden.agent.config.Peers.Lease;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of the configuration that tells of other agents. */
final class PeersReader {
  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration DURATION = Duration.ofSeconds(15);

  private PeersReader() {}

  static Peers read(ConfigSection root) {
    String text = root.text("shard", Shard.ALL.toString());
    Optional<Shard> shard = Shard.parse(text);
    if (shard.isEmpty()) {
      root.fault(
          "shard",
          "must be a part such as 2/5, from 1/1 to "
              + Shard.MOST
              + "/"
              + Shard.MOST
              + ", but is "
              + text);
    }
    Lease lease = root.has("lease") ? lease(root.section("lease")) : null;
    return new Peers(shard.orElse(Shard.ALL), lease);
  }

  private static @Nullable Lease lease(ConfigSection section) {
    Path file = section.path("file", null);
    String holder = section.text("holder", host() + "-" + ProcessHandle.current().pid());
    Duration duration = section.duration("duration", DURATION);
    section.refuseUnknownKeys();
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
      section.fault(
          "duration",
          "must be from "
              + SHORTEST.toSeconds()
              + "s to "
              + LONGEST.toMinutes()
              + "m, but is "
              + duration.toMillis()
              + "ms");
    }
    if (file == null) {
      section.fault("file", "is missing");
      return null;
    }
    return new Lease(file, holder, duration);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "agent";
    }
  }
}
