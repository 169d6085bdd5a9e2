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
package io.firewarden.model.event;

import java.util.Arrays;

/**
 * When tasks were launched, by task id, in the order in which they came. A linked hash table of
 * plain numbers: a task costs no object, whose like would be made and dropped for each task of an
 * application. Gives memory back as it empties.
 */
final class LaunchTimes {
  private static final int NONE = -1;
  private static final int MIN_CAPACITY = 8;
  private static final int[] NO_INTS = {};
  private static final long[] NO_LONGS = {};

  private int size;
  private int oldest = NONE;
  private int newest = NONE;

  /** The first of the unused entries, which are linked by {@link #inBucket}. */
  private int free = NONE;

  /** For each hash the first of its entries; none until the first task comes. */
  private int[] buckets = NO_INTS;

  private int[] inBucket = NO_INTS;
  private int[] older = NO_INTS;
  private int[] newer = NO_INTS;
  private long[] ids = NO_LONGS;
  private long[] launches = NO_LONGS;

  /** Adds a task; false when it is there already. */
  boolean add(long id, long launch) {
    if (find(id) != NONE) {
      return false;
    }
    if (free == NONE) {
      resize(Math.max(MIN_CAPACITY, 2 * ids.length));
    }
    append(id, launch);
    return true;
  }

  /** Removes a task; false when it is not there. */
  boolean remove(long id) {
    int entry = find(id);
    if (entry == NONE) {
      return false;
    }
    unlink(entry);
    size--;
    if (size < ids.length / 4 && ids.length > MIN_CAPACITY) {
      resize(ids.length / 2);
    }
    return true;
  }

  boolean contains(long id) {
    return find(id) != NONE;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
    oldest = NONE;
    newest = NONE;
    free = NONE;
    buckets = NO_INTS;
    inBucket = NO_INTS;
    older = NO_INTS;
    newer = NO_INTS;
    ids = NO_LONGS;
    launches = NO_LONGS;
  }

  /** Launch time of the task that came first; there must be one. */
  long first() {
    return launches[oldest];
  }

  private int find(long id) {
    if (size == 0) {
      return NONE;
    }
    int entry = buckets[bucket(id)];
    while (entry != NONE && ids[entry] != id) {
      entry = inBucket[entry];
    }
    return entry;
  }

  /** Spark numbers its tasks one by one, so that they fill the buckets evenly as they are. */
  private int bucket(long id) {
    return (int) (id ^ (id >>> Integer.SIZE)) & (buckets.length - 1);
  }

  private void append(long id, long launch) {
    int entry = free;
    free = inBucket[entry];
    ids[entry] = id;
    launches[entry] = launch;
    int bucket = bucket(id);
    inBucket[entry] = buckets[bucket];
    buckets[bucket] = entry;
    older[entry] = newest;
    newer[entry] = NONE;
    if (newest == NONE) {
      oldest = entry;
    } else {
      newer[newest] = entry;
    }
    newest = entry;
    size++;
  }

  private void unlink(int entry) {
    int bucket = bucket(ids[entry]);
    if (buckets[bucket] == entry) {
      buckets[bucket] = inBucket[entry];
    } else {
      int before = buckets[bucket];
      while (inBucket[before] != entry) {
        before = inBucket[before];
      }
      inBucket[before] = inBucket[entry];
    }
    if (older[entry] == NONE) {
      oldest = newer[entry];
    } else {
      newer[older[entry]] = newer[entry];
    }
    if (newer[entry] == NONE) {
      newest = older[entry];
    } else {
      older[newer[entry]] = older[entry];
    }
    inBucket[entry] = free;
    free = entry;
  }

  private void resize(int capacity) {
    long[] formerIds = ids;
    long[] formerLaunches = launches;
    int[] formerNewer = newer;
    int entry = oldest;
    allocate(capacity);
    while (entry != NONE) {
      append(formerIds[entry], formerLaunches[entry]);
      entry = formerNewer[entry];
    }
  }

  private void allocate(int capacity) {
    size = 0;
    oldest = NONE;
    newest = NONE;
    buckets = new int[capacity];
    Arrays.fill(buckets, NONE);
    inBucket = new int[capacity];
    for (int i = 0; i < capacity; i++) {
      inBucket[i] = i + 1 < capacity ? i + 1 : NONE;
    }
    free = 0;
    older = new int[capacity];
    newer = new int[capacity];
    ids = new long[capacity];
    launches = new long[capacity];
  }
}
