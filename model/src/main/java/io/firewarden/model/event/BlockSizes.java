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
 * How large blocks are in memory and on disk, by a number that names each: a hash table of plain
 * numbers, which takes a quarter of the memory of a map of objects.
 */
final class BlockSizes {
  private static final int MIN_CAPACITY = 4;

  /** In place of the memory of a block, where there is none. */
  private static final long EMPTY = -1;

  private long[] keys = {};
  private long[] memory = {};
  private long[] disk = {};
  private int size;

  BlockSizes() {
    allocate(MIN_CAPACITY);
  }

  boolean contains(long key) {
    return memory[slot(key)] != EMPTY;
  }

  /** Bytes in memory; 0 when the block is not there. */
  long memory(long key) {
    return Math.max(0, memory[slot(key)]);
  }

  /** Bytes on disk; 0 when the block is not there. */
  long disk(long key) {
    int slot = slot(key);
    return memory[slot] == EMPTY ? 0 : disk[slot];
  }

  /** Adds a block, or gives it other sizes, which are not negative. */
  void put(long key, long memoryBytes, long diskBytes) {
    int slot = slot(key);
    if (memory[slot] == EMPTY) {
      if (4 * (size + 1) > 3 * keys.length) {
        resize(2 * keys.length);
        slot = slot(key);
      }
      size++;
      keys[slot] = key;
    }
    memory[slot] = memoryBytes;
    disk[slot] = diskBytes;
  }

  /** Removes a block; false when it is not there. */
  boolean remove(long key) {
    int slot = slot(key);
    if (memory[slot] == EMPTY) {
      return false;
    }
    memory[slot] = EMPTY;
    size--;
    closeGap(slot);
    if (keys.length > MIN_CAPACITY && 8 * size < keys.length) {
      resize(keys.length / 2);
    }
    return true;
  }

  int size() {
    return size;
  }

  /** Tells each block; none may be added or removed meanwhile. */
  void forEach(Each each) {
    for (int slot = 0; slot < keys.length; slot++) {
      if (memory[slot] != EMPTY) {
        each.accept(keys[slot], memory[slot], disk[slot]);
      }
    }
  }

  /** Where a block stands, or would stand. */
  private int slot(long key) {
    int slot = home(key);
    while (memory[slot] != EMPTY && keys[slot] != key) {
      slot = next(slot);
    }
    return slot;
  }

  /** Moves up those that would not be found any more behind an empty slot. */
  private void closeGap(int empty) {
    int gap = empty;
    for (int slot = next(gap); memory[slot] != EMPTY; slot = next(slot)) {
      int fromHome = (slot - home(keys[slot])) & (keys.length - 1);
      int fromGap = (slot - gap) & (keys.length - 1);
      if (fromHome >= fromGap) {
        keys[gap] = keys[slot];
        memory[gap] = memory[slot];
        disk[gap] = disk[slot];
        memory[slot] = EMPTY;
        gap = slot;
      }
    }
  }

  private void resize(int capacity) {
    long[] formerKeys = keys;
    long[] formerMemory = memory;
    long[] formerDisk = disk;
    allocate(capacity);
    for (int i = 0; i < formerKeys.length; i++) {
      if (formerMemory[i] != EMPTY) {
        int slot = slot(formerKeys[i]);
        keys[slot] = formerKeys[i];
        memory[slot] = formerMemory[i];
        disk[slot] = formerDisk[i];
      }
    }
  }

  private void allocate(int capacity) {
    keys = new long[capacity];
    memory = new long[capacity];
    Arrays.fill(memory, EMPTY);
    disk = new long[capacity];
  }

  private int home(long key) {
    long spread = key * 0x9E3779B97F4A7C15L;
    return (int) (spread >>> Integer.SIZE) & (keys.length - 1);
  }

  private int next(int slot) {
    return (slot + 1) & (keys.length - 1);
  }

  /** Takes a block. */
  interface Each {
    void accept(long key, long memoryBytes, long diskBytes);
  }
}
