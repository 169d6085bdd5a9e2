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
package io.firewarden.agent.soak;

import static io.firewarden.model.FinalStatus.FAILED;
import static io.firewarden.model.FinalStatus.KILLED;
import static io.firewarden.model.FinalStatus.SUCCEEDED;
import static io.firewarden.model.FinalStatus.UNKNOWN;

import io.firewarden.model.FinalStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A way in which an application comes and goes, and by which parts of the agent that is seen. */
enum Kind {
  /** Waits, runs, and is listed as ended. */
  SUCCEEDS(SUCCEEDED),
  /** Has a fault for a while, of which an alert fires and resolves. */
  FAILS(FAILED),
  /** Has a fault to its end. */
  IS_KILLED(KILLED),
  /** Is listed no more, and its driver does not answer. */
  VANISHES(UNKNOWN),
  /** Its driver never answers. */
  IS_UNREADABLE(KILLED),
  /** Its driver answers now and then. */
  STUTTERS(SUCCEEDED),
  /** Is listed without an address. */
  HAS_NO_ADDRESS(FAILED),
  /** Its driver moves to another address. */
  MOVES(SUCCEEDED),
  /** Its driver tells its end, and the list only that it is gone. */
  SAYS_SO_ITSELF(SUCCEEDED),
  /** Waits, and is gone before it ran. */
  ONLY_WAITS(UNKNOWN),
  /** Is where an address was given, until that is taken back. */
  HAS_AN_ADDRESS(UNKNOWN),
  /** Falls silent at an address that stays. */
  FALLS_SILENT(UNKNOWN),
  /** Comes to an address where others were before. */
  SHARES_AN_ADDRESS(UNKNOWN),
  /** Is at an address; a list that says nothing of what it lacks tells the end. */
  IS_IN_THE_HISTORY(SUCCEEDED),
  /** Pushes, and tells its end. */
  PUSHES(SUCCEEDED),
  /** Pushes until its end, which another tells. */
  PUSHES_TO_ITS_END(KILLED),
  /** Is listed and read, and pushes too; some of its executors were lost. */
  PUSHES_AND_IS_LISTED(FAILED),

  /** Pushes, and is heard of no more. */
  PUSHES_NO_MORE(UNKNOWN),
  /** Pushes over HTTP, by a clock that is wrong. */
  PUSHES_OVER_HTTP(FAILED),
  /** Is behind the proxy of a master. */
  IS_BEHIND_A_MASTER(UNKNOWN),
  /** Has a web server of its own, which ends with it. */
  IS_SERVED(SUCCEEDED),
  /** Has a port that accepts and never answers. */
  HANGS(KILLED),
  /** Has an address where nobody listens. */
  REFUSES(FAILED);

  private static final Set<Kind> PUSHERS =
      EnumSet.of(PUSHES, PUSHES_TO_ITS_END, PUSHES_AND_IS_LISTED, PUSHES_NO_MORE, PUSHES_OVER_HTTP);
  private static final Set<Kind> AT_ADDRESSES =
      EnumSet.of(HAS_AN_ADDRESS, FALLS_SILENT, IS_IN_THE_HISTORY);
  private static final Set<Kind> IN_HISTORY = EnumSet.of(IS_IN_THE_HISTORY, PUSHES_TO_ITS_END);
  private static final Set<Kind> ENDS_UNTOLD = EnumSet.of(VANISHES, SAYS_SO_ITSELF, ONLY_WAITS);
  private static final List<Kind> CHEAP =
      List.copyOf(EnumSet.range(SUCCEEDS, PUSHES_AND_IS_LISTED));

  private final FinalStatus end;

  Kind(FinalStatus end) {
    this.end = end;
  }

  /** The kind of the application of that number. What takes real time is rare. */
  static Kind of(int number) {
    if (number % 300 == 1) {
      return HANGS;
    }
    if (number % 200 == 2) {
      return REFUSES;
    }
    if (number % 200 == 3) {
      return IS_BEHIND_A_MASTER;
    }
    if (number % 200 == 4) {
      return PUSHES_NO_MORE;
    }
    if (number % 100 == 5) {
      return IS_SERVED;
    }
    return number % 100 == 6 ? PUSHES_OVER_HTTP : CHEAP.get(number % CHEAP.size());
  }

  FinalStatus end() {
    return end;
  }

  boolean pushes() {
    return PUSHERS.contains(this);
  }

  /** Whether it tells its own end. */
  boolean saysGoodbye() {
    return pushes() && this != PUSHES_NO_MORE && this != PUSHES_TO_ITS_END;
  }

  /** Whether only its address is given. */
  boolean isAtAnAddress() {
    return AT_ADDRESSES.contains(this);
  }

  boolean isInTheHistory() {
    return IN_HISTORY.contains(this);
  }

  /** Whether it is in the list of what waits, runs and has ended. */
  boolean isListed() {
    return !isAtAnAddress()
        && this != IS_BEHIND_A_MASTER
        && this != SHARES_AN_ADDRESS
        && (!pushes() || this == PUSHES_AND_IS_LISTED);
  }

  /** Whether that list tells its end, and does not only leave it out. */
  boolean endIsListed() {
    return isListed() && !ENDS_UNTOLD.contains(this);
  }
}
