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
package io.firewarden.alerts.threshold;

import io.firewarden.alerts.check.CheckId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The names by which configuration speaks of limits, and the nearest name to a misspelt one. */
public final class Keys {
  private static final int LEAST_TOLERANCE = 2;

  private Keys() {}

  static Optional<CheckId> check(String id) {
    return Arrays.stream(CheckId.values()).filter(check -> check.id().equals(id)).findFirst();
  }

  static List<String> checks() {
    return Arrays.stream(CheckId.values()).map(CheckId::id).toList();
  }

  static Optional<Threshold> threshold(CheckId check, String key) {
    return of(check).stream().filter(threshold -> threshold.key().equals(key)).findFirst();
  }

  static List<String> thresholds(CheckId check) {
    return of(check).stream().map(Threshold::key).toList();
  }

  private static List<Threshold> of(CheckId check) {
    return Arrays.stream(Threshold.values()).filter(t -> t.check() == check).toList();
  }

  /** The fault of an unknown key: names the nearest known one, or all when none is near. */
  public static String unknown(String path, String what, String key, Collection<String> known) {
    return path
        + " is not a known "
        + what
        + "; "
        + nearest(key, known)
            .map(nearest -> "did you mean " + nearest + "?")
            .orElseGet(() -> "known are " + String.join(", ", known));
  }

  /** The known key that was most likely meant; nothing when none is near. */
  public static Optional<String> nearest(String key, Collection<String> known) {
    String best = null;
    int least = Math.max(LEAST_TOLERANCE, key.length() / 3) + 1;
    for (String candidate : known) {
      int distance = distance(key, candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Insertions, deletions and replacements from one text to the other. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
