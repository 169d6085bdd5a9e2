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

import io.firewarden.agent.source.RestJson.ExecutionData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * Spark's list of SQL executions, which is sorted by id, and how far it was read. New ones come at
 * its end, or shortly before it: an execution gets its id before it is planned, and is listed after
 * that. Those that Spark forgets leave it anywhere.
 */
final class SqlList {
  /** Executions in one answer. */
  static final int PAGE = 100;

  /** So many pages are read in one poll. */
  static final int MAX_PAGES = 10;

  /** So far before its end it is no more work to read the list than to look something up. */
  static final int NEAR = PAGE / 2;

  /** For so many polls it is looked whether one that was left out comes. */
  static final int PATIENCE = 40;

  /** What does not tell of plans. */
  static final String BRIEFLY = "details=false&planDescription=false";

  /** Takes in a part of the list. */
  @FunctionalInterface
  interface Taker {
    /**
     * @throws UnreadableException if it cannot be what it should be; nothing of it counts then
     */
    void take(List<ExecutionData> page) throws UnreadableException;
  }

  /** Ids that were left out, each with the polls for which it is still awaited. */
  private final TreeMap<Long, Integer> awaited = new TreeMap<>();

  private long highestId = -1;
  private long seen;
  private boolean wholeOnce;

  /** Where in the list the highest id was. */
  private int position;

  /** Whether the list has lost executions, as it will from then on. */
  private boolean shrinks;

  /**
   * Reads from where it was read to the end, and what came shortly before that.
   *
   * @param open those that are to be told of again
   * @return whether the end was reached
   */
  boolean read(PollRequests requests, String path, Collection<Long> open, Taker taker)
      throws UnreadableException {
    awaited.replaceAll((id, polls) -> polls - 1);
    awaited.values().removeIf(polls -> polls <= 0);
    int offset = start(open);
    int step = PAGE;
    for (int page = 0; page < MAX_PAGES; page++) {
      String query = "/sql?" + BRIEFLY + "&offset=" + offset + "&length=" + PAGE;
      List<ExecutionData> rows = requests.list(path + query, ExecutionData[].class);
      if (offset > 0 && (rows.isEmpty() || rows.get(0).id() > highestId)) {
        shrinks = true; // others may lie between what is known and this
        offset = Math.max(0, offset - step);
        step *= 2;
        continue;
      }
      taker.take(rows);
      rows.forEach(row -> note(row.id()));
      offset += Math.max(0, rows.size() - 1); // the last one again, to see that none was lost
      position = offset;
      if (rows.size() < PAGE) {
        wholeOnce = true;
        return true;
      }
    }
    return false;
  }

  /** Whether an execution was not told of before. */
  boolean isNew(long id) {
    return id > highestId || awaited.containsKey(id);
  }

  /** Whether there was any. */
  boolean isEmpty() {
    return highestId < 0;
  }

  /** Whether some that were left out may still come. */
  boolean awaitsSome() {
    return !awaited.isEmpty();
  }

  /** Whether some were not seen: ids are given without gaps, from 0. */
  boolean missedSome() {
    return seen < highestId + 1;
  }

  /** There may be fewer between two ids than the ids say, never more. */
  private int start(Collection<Long> open) {
    long back = shrinks ? NEAR : 0;
    List<Long> wanted = new ArrayList<>(open);
    wanted.addAll(awaited.keySet());
    for (long id : wanted) {
      if (highestId - id <= NEAR) {
        back = Math.max(back, highestId - id);
      }
    }
    return (int) Math.max(0, position - back);
  }

  private void note(long id) {
    if (!isNew(id)) {
      return;
    }
    seen++;
    awaited.remove(id);
    if (wholeOnce) { // else what is left out has been forgotten
      for (long left = Math.max(highestId + 1, id - NEAR); left < id; left++) {
        awaited.put(left, PATIENCE);
      }
    }
    while (awaited.size() > PAGE) {
      awaited.pollFirstEntry();
    }
    highestId = Math.max(highestId, id);
  }
}
