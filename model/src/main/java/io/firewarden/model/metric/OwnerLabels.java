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

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for what the owner of an application may say of it in labels of {@code
 * spark_application_info}.
 */
public final class OwnerLabels {
  /** How many there may be. */
  public static final int MAX_COUNT = 10;

  /** Characters that a value may have. */
  public static final int MAX_VALUE = 100;

  /** Labels that the metric has of itself. */
  static final List<String> BUILT_IN = List.of("user", "spark_version", "ui_url", "source");

  /** Labels that Prometheus gives a meaning to. */
  private static final Set<String> PROMETHEUS = Set.of("job", "instance", "le", "quantile");

  private static final Pattern NAME = Pattern.compile("(?!__)[a-zA-Z_][a-zA-Z0-9_]{0,99}");

  private OwnerLabels() {}

  /** The rule that a name breaks, as in "must be ...", or null when it is good. */
  public static @Nullable String faultOfName(String name) {
    if (!NAME.matcher(name).matches()) {
      return "must end in a label name of letters, digits and underscores that begins with neither a"
          + " digit nor two underscores";
    }
    Set<String> taken = new HashSet<>(PROMETHEUS);
    taken.addAll(Figures.IDENTITY);
    taken.addAll(BUILT_IN);
    return taken.contains(name) ? "must not end in " + name + ", which is taken" : null;
  }

  /** The rule that a value breaks, as in "must be ...", or null when it is good. */
  public static @Nullable String faultOfValue(String value) {
    if (value.isBlank() || value.length() > MAX_VALUE) {
      return "must be a text of 1 to " + MAX_VALUE + " characters, but has " + value.length();
    }
    return null;
  }

  /** Those labels that keep the rules; of too many the first by name. */
  static Map<String, String> permitted(Map<String, String> labels) {
    Map<String, String> permitted = new TreeMap<>();
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      if (permitted.size() < MAX_COUNT
          && faultOfName(label.getKey()) == null
          && faultOfValue(label.getValue()) == null) {
        permitted.put(label.getKey(), label.getValue());
      }
    }
    return permitted;
  }
}
