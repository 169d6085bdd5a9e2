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
package io.firewarden.agent.source;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import okhttp3.Dns;

/** Clients by a clock of their own, for tests of other packages. */
public final class ClockedClients {
  private ClockedClients() {}

  /** A client that leaves silent servers alone for as long as the clock says. */
  public static RestClient of(Duration timeout, InstantSource clock) {
    Instant start = clock.instant();
    return new RestClient(
        timeout,
        1 << 20,
        List.of(),
        Dns.SYSTEM,
        () -> Duration.between(start, clock.instant()).toNanos());
  }
}
