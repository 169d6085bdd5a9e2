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

import io.firewarden.agent.source.UnreadableException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The requests of one poll of one application, which end together at a deadline. */
final class PollRequests {
  private final RestClient client;
  private final String base;
  private final Duration limit;
  private final long endNanos;
  private final Traffic traffic = new Traffic();

  /**
   * @param base the driver's URL
   * @param limit for all requests together, from now
   */
  PollRequests(RestClient client, String base, Duration limit) {
    this.client = client;
    this.base = base;
    this.limit = limit;
    this.endNanos = System.nanoTime() + limit.toNanos();
  }

  /** What they have taken so far. */
  PollCost cost() {
    Duration waited = Duration.ofNanos(traffic.waitedNanos());
    Duration took = limit.minusNanos(endNanos - System.nanoTime()).minus(waited);
    return new PollCost(traffic.requests(), traffic.bytes(), took, waited);
  }

  /**
   * Gets a list from below {@code /api/v1/applications}, item by item as it comes.
   *
   * @return its length in bytes, unpacked
   */
  <T> long each(String path, Class<T> type, Items<T> items) throws UnreadableException {
    URI address = address(path);
    return client.each(address, type, terms(address), items);
  }

  /** Gets a list from below {@code /api/v1/applications}. */
  <T> List<T> list(String path, Class<T[]> type) throws UnreadableException {
    T[] values = get(path, type);
    for (T value : values) {
      if (value == null) {
        throw new UnreadableException(
            Kind.NOT_JSON, RestClient.shown(address(path)) + " answered a list that holds null");
      }
    }
    return List.of(values);
  }

  /** Gets a value from below {@code /api/v1/applications}. */
  <T> T get(String path, Class<T> type) throws UnreadableException {
    URI address = address(path);
    return client.get(address, type, terms(address));
  }

  private RestClient.Terms terms(URI address) throws UnreadableException {
    Duration left = Duration.ofNanos(endNanos - System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      throw new UnreadableException(
          Kind.OUT_OF_TIME,
          RestClient.shown(address)
              + " was not asked: the poll had used up its "
              + limit.toMillis()
              + " ms");
    }
    return new RestClient.Terms(left, traffic);
  }

  private URI address(String path) {
    return URI.create(base + "/api/v1/applications" + path);
  }
}
