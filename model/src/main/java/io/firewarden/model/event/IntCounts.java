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

import java.util.function.IntConsumer;

/**
 * How often each of some numbers is there: a hash table of plain numbers, which takes a fifth of
 * the memory of a map of objects.
 */
final class IntCounts {
  private static final int MIN_CAPACITY = 4;

  private int[] keys = new int[MIN_CAPACITY];

  /** 0 where there is no key. */
  private int[] counts = new int[MIN_CAPACITY];

  private int size;

  boolean contains(int key) {
    return counts[slot(key)] > 0;
  }

  /** Counts one more of a number. */
  void add(int key) {
    int slot = slot(key);
    if (counts[slot] > 0) {
      counts[slot]++;
      return;
    }
    if (2 * (size + 1) > keys.length) {
      resize(2 * keys.length);
      slot = slot(key);
    }
    keys[slot] = key;
    counts[slot] = 1;
    size++;
  }

  /** Counts one less of a number; false when it is not there. */
  boolean remove(int key) {
    int slot = slot(key);
    if (counts[slot] == 0) {
      return false;
    }
    counts[slot]--;
    if (counts[slot] == 0) {
      size--;
      closeGap(slot);
      if (keys.length > MIN_CAPACITY && 8 * size < keys.length) {
        resize(keys.length / 2);
      }
    }
    return true;
  }

  /** Different numbers. */
  int size() {
    return size;
  }

  void forEach(IntConsumer each) {
    for (int slot = 0; slot < keys.length; slot++) {
      if (counts[slot] > 0) {
        each.accept(keys[slot]);
      }
    }
  }

  void clear() {
    keys = new int[MIN_CAPACITY];
    counts = new int[MIN_CAPACITY];
    size = 0;
  }

  /** Where a number stands, or would stand. */
  private int slot(int key) {
    int slot = home(key);
    while (counts[slot] > 0 && keys[slot] != key) {
      slot = next(slot);
    }
    return slot;
  }

  /** Moves up those that would not be found any more behind an empty slot. */
  private void closeGap(int empty) {
    int gap = empty;
    for (int slot = next(gap); counts[slot] > 0; slot = next(slot)) {
      int fromHome = (slot - home(keys[slot])) & (keys.length - 1);
      int fromGap = (slot - gap) & (keys.length - 1);
      if (fromHome >= fromGap) {
        keys[gap] = keys[slot];
        counts[gap] = counts[slot];
        counts[slot] = 0;
        gap = slot;
      }
    }
  }

  private void resize(int capacity) {
    int[] formerKeys = keys;
    int[] formerCounts = counts;
    keys = new int[capacity];
    counts = new int[capacity];
    for (int i = 0; i < formerKeys.length; i++) {
      if (formerCounts[i] > 0) {
        int slot = slot(formerKeys[i]);
        keys[slot] = formerKeys[i];
        counts[slot] = formerCounts[i];
      }
    }
  }

  private int home(int key) {
    int spread = key * 0x9E3779B9;
    return (spread ^ (spread >>> 16)) & (keys.length - 1);
  }

  private int next(int slot) {
    return (slot + 1) & (keys.length - 1);
  }
}
