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

import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.source.SnapshotSource;
import java.net.URI;
import java.util.Objects;
import java.util.function.Function;

/**
 * A place where applications are looked for.
 *
 * @param key all that it was made from: a place of an equal key is the same place
 * @param discovery finds the applications
 * @param sources makes the source that reads the driver at an address
 */
public record Place(Object key, Discovery discovery, Function<URI, SnapshotSource> sources) {
  public Place {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(discovery, "discovery");
    Objects.requireNonNull(sources, "sources");
  }
}
