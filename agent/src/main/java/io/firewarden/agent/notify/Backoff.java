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
package io.firewarden.agent.notify;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait after the n-th failure in a row: doubling, bounded, and not all at once. */
final class Backoff {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(1);

  private final DoubleSupplier random;

  /**
   * @param random from 0 to 1
   */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /** Between half and all of 1 s, 2 s, 4 s and so on up to one minute. */
  Duration after(int failures) {
    long millis = FIRST.toMillis() << Math.min(Math.max(failures - 1, 0), 10);
    long bounded = Math.min(millis, LONGEST.toMillis());
    return Duration.ofMillis(Math.round(bounded * (0.5 + 0.5 * random.getAsDouble())));
  }
}
