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
package io.firewarden.agent.chaos;

import java.time.Instant;

/**
 * Something that goes wrong for a while.
 *
 * @param kind what
 * @param target the application's id, or the name of another part
 * @param spell when
 * @param whole whether every answer is hit, and not only those about executors
 */
record Trouble(Kind kind, String target, Spell spell, boolean whole) {
  static final String MASTER = "master";
  static final String WEBHOOK = "webhook";
  static final String ALERTMANAGER = "alertmanager";
  static final String DISK = "disk";

  /** What can go wrong. */
  enum Kind {
    HANGS,
    CUTS,
    ANSWERS_HTML,
    ANSWERS_GARBAGE,
    FAILS,
    ANSWERS_TOO_MUCH,
    /** It answers for another application. */
    OTHER_APPLICATION,
    /** The executors are those of another application. */
    OTHER_EXECUTORS,
    /** Counters are as they were a while ago. */
    GOES_BACK,
    /** The master does not lead. */
    STANDS_BY,
    /** The master leads and knows of nobody. */
    FORGETS,
    IS_DOWN,
    REFUSES,
    /** It takes some, refuses some, and some answers get lost. */
    IS_FLAKY,
    /** It takes all, and now and then says nothing to that. */
    LOSES_ANSWERS,
    IS_FULL;

    /** Whether figures come that are wrong, and nobody can see that. */
    boolean isLie() {
      return this == OTHER_EXECUTORS || this == GOES_BACK;
    }
  }

  boolean isAt(Instant moment) {
    return spell.has(moment);
  }
}
