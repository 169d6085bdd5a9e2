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
   * A lease in a file.
   *
   * @param file on a file system that all of these agents share
   * @param holder the agent's name, which differs from that of the others
   * @param duration for how long a lease holds without being renewed
   */
  public record Lease(Path file, String holder, Duration duration) {}
}
