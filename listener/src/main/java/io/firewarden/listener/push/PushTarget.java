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
package io.firewarden.listener.push;

import io.firewarden.listener.secret.NamedFile;
import io.firewarden.listener.secret.Secret;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The agent to which snapshots are pushed.
 *
 * @param agent the agent's base URL, http or https
 * @param cluster the cluster that the application belongs to
 * @param interval from one push to the next
 * @param token what the agent wants to see, or null when it wants nothing
 * @param caFile the PEM file with the certificates that the agent's must be signed by, or null for
 *     those that the JVM trusts
 */
public record PushTarget(
    URI agent,
    String cluster,
    Duration interval,
    @Nullable Secret token,
    @Nullable NamedFile caFile) {
  private static final String PATH = "/api/v1/snapshots";

  /** Where to post. */
  URI snapshots() {
    String base = agent.toString();
    return URI.create(base.replaceFirst("/+$", "") + PATH);
  }
}
