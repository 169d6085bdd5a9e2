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

import java.net.URI;
import java.util.List;

/** Addresses of drivers that were given; whatever application answers there is watched. */
public final class StaticDrivers implements Discovery {
  private final Discovered.Found found;

  public StaticDrivers(List<URI> addresses) {
    this.found =
        new Discovered.Found(
            addresses.stream().map(address -> new Discovered.Driver(address, null)).toList(),
            List.of(),
            List.of(),
            List.of(),
            false);
  }

  @Override
  public Discovered discover() {
    return found;
  }

  @Override
  public String name() {
    return "";
  }
}
