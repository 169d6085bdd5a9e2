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
package io.firewarden.model.metric;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * The indexes of things in an order of which only the beginning is asked for, so that it is not
 * sorted to its end.
 */
final class WorstFirst implements Iterator<Integer> {
  private final PriorityQueue<Integer> waiting;

  private WorstFirst(PriorityQueue<Integer> waiting) {
    this.waiting = waiting;
  }

  /**
   * The indexes of a list.
   *
   * @param order the worst first; of those alike the first in the list is
   */
  static <T> Iterator<Integer> of(List<T> things, Comparator<T> order) {
    Comparator<Integer> byThing = Comparator.comparing(things::get, order);
    PriorityQueue<Integer> waiting =
        new PriorityQueue<>(byThing.thenComparing(Comparator.naturalOrder()));
    IntStream.range(0, things.size()).forEach(waiting::add);
    return new WorstFirst(waiting);
  }

  @Override
  public boolean hasNext() {
    return !waiting.isEmpty();
  }

  @Override
  public Integer next() {
    return waiting.remove();
  }
}
