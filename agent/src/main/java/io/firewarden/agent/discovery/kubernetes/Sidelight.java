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
package io.firewarden.agent.discovery.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects that add to what is known of applications and are not needed to find them. That they
 * cannot be had is told once; a kind that the API server does not know is asked for now and then.
 */
final class Sidelight implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sidelight.class);

  private final Feed<?> feed;
  private final ApiFault fault;
  private final Duration pause;
  private final InstantSource clock;
  private Instant next = Instant.MIN;
  private boolean warned;

  /**
   * @param pause how long to wait before a kind that is unknown is asked for again
   */
  Sidelight(Feed<?> feed, ApiFault fault, Duration pause, InstantSource clock) {
    this.feed = feed;
    this.fault = fault;
    this.pause = pause;
    this.clock = clock;
  }

  void catchUp() {
    if (clock.instant().isBefore(next)) {
      return;
    }
    try {
      feed.catchUp();
      if (warned) {
        log.info("{}: {} can be read again", fault.source(), fault.kind());
        warned = false;
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void failed(RuntimeException e) {
    if (ApiFault.isUnknownKind(e)) {
      log.debug("{} has no {}", fault.source(), fault.kind());
      next = clock.instant().plus(pause);
    } else if (warned) {
      log.debug("{}", fault.why(e));
    } else {
      log.warn("{}; applications are found without them, and less is known of each", fault.why(e));
      warned = true;
    }
  }

  @Override
  public void close() {
    feed.close();
  }
}
