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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@link Thresholds} from a plain map and gathers all faults before it complains. */
final class ThresholdsParser {
  private static final String DEFAULTS = "defaults";
  private static final String OVERRIDES = "overrides";
  private static final String MATCH = "match";

  private final String root;
  private final List<String> faults = new ArrayList<>();

  ThresholdsParser(String root) {
    this.root = root;
  }

  Thresholds parse(Map<String, ?> map) throws InvalidThresholdsException {
    for (String key : map.keySet()) {
      if (!key.equals(DEFAULTS) && !key.equals(OVERRIDES)) {
        faults.add(Keys.unknown(root + "." + key, "key", key, List.of(DEFAULTS, OVERRIDES)));
      }
    }
    Limits defaults = new Limits(root + "." + DEFAULTS + ".", faults);
    readChecks(root + "." + DEFAULTS, map.get(DEFAULTS), defaults);
    defaults.requireWarningBelowCritical(Map.of());
    List<Thresholds.AppOverride> overrides = overrides(map.get(OVERRIDES), defaults.values());
    if (!faults.isEmpty()) {
      throw new InvalidThresholdsException(faults);
    }
    return new Thresholds(defaults.values(), overrides);
  }

  private List<Thresholds.AppOverride> overrides(
      @Nullable Object section, Map<Threshold, Double> defaults) {
    String path = root + "." + OVERRIDES;
    List<Thresholds.AppOverride> overrides = new ArrayList<>();
    if (section == null) {
      return overrides;
    }
    if (!(section instanceof List<?> list)) {
      faults.add(path + " must be a list, but is " + Limits.describe(section));
      return overrides;
    }
    for (int i = 0; i < list.size(); i++) {
      String entry = path + "[" + i + "]";
      if (list.get(i) instanceof Map<?, ?> map) {
        overrides.add(override(entry, map, defaults));
      } else {
        faults.add(entry + " must be a map, but is " + Limits.describe(list.get(i)));
      }
    }
    return overrides;
  }

  private Thresholds.AppOverride override(
      String path, Map<?, ?> entry, Map<Threshold, Double> defaults) {
    Object match = entry.get(MATCH);
    if (match == null) {
      faults.add(path + "." + MATCH + " is missing; it names the applications, such as nightly-*");
    } else if (!(match instanceof String text) || text.isBlank()) {
      faults.add(
          path
              + "."
              + MATCH
              + " must be a pattern for application names, but is "
              + Limits.describe(match));
    }
    Limits limits = new Limits(path + ".", faults);
    entry.forEach(
        (key, value) -> {
          if (!MATCH.equals(key)) {
            readCheck(path, String.valueOf(key), value, limits);
          }
        });
    limits.requireWarningBelowCritical(defaults);
    return new Thresholds.AppOverride(new Glob(String.valueOf(match)), limits.values());
  }

  private void readChecks(String path, @Nullable Object section, Limits limits) {
    if (section instanceof Map<?, ?> map) {
      map.forEach((key, value) -> readCheck(path, String.valueOf(key), value, limits));
    } else if (section != null) {
      faults.add(path + " must be a map, but is " + Limits.describe(section));
    }
  }

  private void readCheck(String path, String check, @Nullable Object section, Limits limits) {
    if (Keys.check(check).isEmpty()) {
      limits.addUnknownCheck(check);
    } else if (section instanceof Map<?, ?> map) {
      map.forEach((key, value) -> limits.put(check, String.valueOf(key), value));
    } else if (section != null) {
      faults.add(path + "." + check + " must be a map, but is " + Limits.describe(section));
    }
  }
}
