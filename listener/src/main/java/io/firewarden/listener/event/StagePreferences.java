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
package io.firewarden.listener.event;

import org.apache.spark.scheduler.StageInfo;
import scala.collection.Iterable;
import scala.collection.Iterator;

/** The places that the tasks of a stage prefer. */
final class StagePreferences {
  /** Tasks that are looked at: a stage either reads data that has a place, or it does not. */
  private static final int LOOKED_AT = 1_000;

  private static final Accessor PREFERENCES =
      Accessor.of(StageInfo.class, "taskLocalityPreferences");

  private StagePreferences() {}

  /** Whether it is known that no task prefers a place. */
  static boolean isNone(StageInfo stage) {
    if (!(PREFERENCES.get(stage) instanceof Iterable<?> tasks)) {
      return false;
    }
    Iterator<?> each = tasks.iterator();
    for (int i = 0; i < LOOKED_AT && each.hasNext(); i++) {
      if (each.next() instanceof Iterable<?> places && places.nonEmpty()) {
        return false;
      }
    }
    return true;
  }
}
