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
 * The tasks of a stage that have succeeded, by their index: a bit for each, as far as the limits
 * allow. Spark's own record of a task in a running stage takes hundreds of times that bit.
 */
final class TaskIndexes {
  /** Tasks of one stage that are told apart. */
  static final int MAX_INDEXES = 1_000_000;

  private final Budget budget;
  private long[] words = {};

  /**
   * No task.
   *
   * @param budget words that all stages may take together
   */
  TaskIndexes(Budget budget) {
    this.budget = budget;
  }

  /** Whether a task is told apart from others; makes room for it if there is some. */
  boolean isKnown(int index) {
    if (index < 0 || index >= MAX_INDEXES) {
      return false;
    }
    int word = index / Long.SIZE;
    return word < words.length || grow(word);
  }

  private boolean grow(int word) {
    int wanted = Math.max(word + 1, Math.min(2 * words.length, MAX_INDEXES / Long.SIZE));
    if (!budget.tryTake(wanted - words.length)) {
      return false;
    }
    words = Arrays.copyOf(words, wanted);
    return true;
  }

  /** Whether a known task has succeeded. */
  boolean contains(int index) {
    return (words[index / Long.SIZE] & bit(index)) != 0;
  }

  void add(int index) {
    words[index / Long.SIZE] |= bit(index);
  }

  void remove(int index) {
    words[index / Long.SIZE] &= ~bit(index);
  }

  void clear() {
    budget.giveBack(words.length);
    words = new long[0];
  }

  private static long bit(int index) {
    return 1L << (index % Long.SIZE);
  }
}
