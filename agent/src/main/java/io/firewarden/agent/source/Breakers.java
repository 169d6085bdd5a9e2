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
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps requests away from servers that do not answer, so that of the many applications behind a
 * dead one not each waits out its time. After some failures in a row nobody is sent there for a
 * while; then one is, and its fate decides. Any answer, be it a refusal, lets all in again.
 */
final class Breakers {
  static final int FAILURES = 5;
  static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** Who was not asked for so long is not asked any more: drivers come and go. */
  static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

  private static final int MAX_SERVERS = 10_000;

  private static final class Breaker {
    private int failures;
    private Kind kind = Kind.NO_CONNECTION;
    private String why = "";
    private Duration pause = FIRST_PAUSE;
    private long openUntil;
    private boolean probing;
    private long lastFailure;
  }

  private final LongSupplier nanos;
  private final Map<String, Breaker> byServer = new HashMap<>();
  private long lastSweep;

  /**
   * @param nanos a clock that only goes on, in nanoseconds
   */
  Breakers(LongSupplier nanos) {
    this.nanos = nanos;
    this.lastSweep = nanos.getAsLong();
  }

  /**
   * Asks to be let to a server. Who was let in must tell what came of it.
   *
   * @param shown the address that would be asked
   */
  synchronized void enter(String server, String shown) throws UnreadableException {
    sweep();
    Breaker breaker = byServer.get(server);
    if (breaker == null || breaker.failures < FAILURES) {
      return;
    }
    if (breaker.probing || nanos.getAsLong() - breaker.openUntil < 0) {
      throw new UnreadableException(
          breaker.kind,
          shown
              + " was not asked: "
              + server
              + " did not answer "
              + breaker.failures
              + " times in a row; the last time: "
              + breaker.why);
    }
    breaker.probing = true;
  }

  /** The server has answered something. */
  synchronized void answered(String server) {
    byServer.remove(server);
  }

  /** The server was not asked after all, or was given no time. */
  synchronized void left(String server) {
    Breaker breaker = byServer.get(server);
    if (breaker != null) {
      breaker.probing = false;
    }
  }

  /** The server has not answered. */
  synchronized void failed(String server, UnreadableException e) {
    if (byServer.size() >= MAX_SERVERS && !byServer.containsKey(server)) {
      byServer.clear(); // they fail anew, if they do
    }
    Breaker breaker = byServer.computeIfAbsent(server, name -> new Breaker());
    breaker.failures++;
    breaker.lastFailure = nanos.getAsLong();
    breaker.kind = e.kind();
    breaker.why = e.why();
    if (breaker.failures < FAILURES) {
      return;
    }
    if (breaker.probing) {
      Duration doubled = breaker.pause.multipliedBy(2);
      breaker.pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
    breaker.probing = false;
    breaker.openUntil = nanos.getAsLong() + breaker.pause.toNanos();
  }

  private void sweep() {
    long now = nanos.getAsLong();
    if (isLongAgo(lastSweep, now)) {
      lastSweep = now;
      byServer.values().removeIf(breaker -> isLongAgo(breaker.lastFailure, now));
    }
  }

  private static boolean isLongAgo(long then, long now) {
    return now - then >= FORGOTTEN_AFTER.toNanos();
  }

  /** How many servers are remembered. */
  synchronized int size() {
    return byServer.size();
  }
}
