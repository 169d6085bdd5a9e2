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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the agent has to know of other agents of its cluster.
 *
 * @param shard the part of all applications that it watches
 * @param lease by what it is told which of several agents sends, or null when it is the only one
 */
public record Peers(Shard shard, @Nullable Lease lease) {
  /** One agent for all. */
  public static final Peers NONE = new Peers(Shard.ALL, null);

  public Peers {
    Objects.requireNonNull(shard, "shard");
  }

  /**
   * A lease that several agents strive for.
   *
   * @param place where it is kept
   * @param holder the agent's name, which differs from that of the others
   * @param duration for how long a lease holds without being renewed
   */
  public record Lease(Place place, String holder, Duration duration) {}

  /** Where a lease is kept, and what its holder leaves to the next one. */
  public sealed interface Place {}

  /**
   * A file.
   *
   * @param path on a file system that all of these agents share; each shard has its own
   */
  public record SharedFile(Path path) implements Place {}

  /**
   * A Lease object of a Kubernetes cluster, and beside it a ConfigMap.
   *
   * @param access how the API server is reached
   * @param namespace where the objects are, or null for the one that the access names
   * @param name of the Lease
   */
  public record LeaseObject(KubernetesAccess access, @Nullable String namespace, String name)
      implements Place {}
}
