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

/** A number of entries that several maps may hold together. */
final class Budget {
  private final int limit;
  private int used;

  Budget(int limit) {
    this.limit = limit;
  }

  /** Takes room for some entries; false when there is none for all of them. */
  boolean tryTake(int entries) {
    if (entries > limit - used) {
      return false;
    }
    used += entries;
    return true;
  }

  void giveBack(int entries) {
    used -= entries;
  }
}
