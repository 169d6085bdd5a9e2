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
package io.firewarden.agent.access;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of time for which something that was found is believed. When the clock is set back to
 * before its start it is over too: nobody knows then how long ago that was.
 *
 * @param from when it was found
 * @param length for how long it is believed
 */
public record Span(Instant from, Duration length) {
  /** Whether a time is in it. */
  public boolean holds(Instant now) {
    return !now.isBefore(from) && now.isBefore(from.plus(length));
  }
}
