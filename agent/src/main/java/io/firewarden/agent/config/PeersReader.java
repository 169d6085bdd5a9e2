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
import io.firewarden.agent.config.Peers.LeaseObject;
import io.firewarden.agent.config.Peers.Place;
import io.firewarden.agent.config.Peers.SharedFile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The part of the configuration that tells of other agents. */
final class PeersReader {
  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration DURATION = Duration.ofSeconds(15);

  /** Room for the suffix that its ConfigMap has. */
  private static final int MAX_NAME = 200;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

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
    Shard part = shard.orElse(Shard.ALL);
    return new Peers(part, root.has("lease") ? lease(root.section("lease"), part) : null);
  }

  private static @Nullable Lease lease(ConfigSection section, Shard shard) {
    Place place = place(section, shard);
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
    return place == null ? null : new Lease(place, holder, duration);
  }

  private static @Nullable Place place(ConfigSection section, Shard shard) {
    Path file = section.path("file", null);
    Place object = section.has("kubernetes") ? object(section.section("kubernetes"), shard) : null;
    if (file == null && object == null) {
      section.fault("file", "is missing, and so is kubernetes: one of them must be there");
    } else if (file != null && object != null) {
      section.fault("file", "must not be there beside kubernetes, but is " + file);
    }
    if (object != null) {
      return object;
    }
    return file == null
        ? null
        : new SharedFile(file.resolveSibling(ofPart(file.getFileName().toString(), shard)));
  }

  private static Place object(ConfigSection section, Shard shard) {
    KubernetesAccess access = KubernetesAccess.read(section);
    String name = ofPart(section.text("name", "firewarden"), shard);
    if (!NAME.matcher(name).matches() || name.length() > MAX_NAME) {
      section.fault(
          "name",
          "must be the name of an object, at most " + MAX_NAME + " characters, but is " + name);
    }
    String namespace = section.text("namespace", "");
    if (!namespace.isEmpty() && !NAMESPACE.matcher(namespace).matches()) {
      section.fault("namespace", "must be the name of a namespace, but is " + namespace);
    }
    section.refuseUnknownKeys();
    return new LeaseObject(access, namespace.isEmpty() ? null : namespace, name);
  }

  /** Each shard has a leader of its own, also where all have one configuration. */
  private static String ofPart(String name, Shard shard) {
    return shard.equals(Shard.ALL) ? name : name + "-" + shard.number() + "-of-" + shard.of();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "agent";
    }
  }
}
