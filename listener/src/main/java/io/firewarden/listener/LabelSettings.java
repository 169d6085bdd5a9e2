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
package io.firewarden.listener;

import io.firewarden.model.metric.OwnerLabels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings {@code spark.firewarden.labels.<name>}: what the owner of the application says of
 * it. A fault names no value, for nobody knows what a wrong one was meant to be.
 */
final class LabelSettings {
  /** What the names of these settings begin with, after the prefix of all. */
  static final String NAMES = "labels.";

  private LabelSettings() {}

  /**
   * Reads the labels.
   *
   * @param conf Spark's configuration
   * @param faults takes a sentence for each setting that is ignored
   */
  static Map<String, String> read(Map<String, String> conf, List<String> faults) {
    String prefix = SettingsReader.PREFIX + NAMES;
    Map<String, String> labels = new TreeMap<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(conf).entrySet()) {
      if (entry.getKey().startsWith(prefix)) {
        String name = entry.getKey().substring(prefix.length());
        String value = entry.getValue().trim();
        String fault = fault(name, value, labels.size());
        if (fault == null) {
          labels.put(name, value);
        } else {
          faults.add(entry.getKey() + " " + fault + "; it is ignored");
        }
      }
    }
    return labels;
  }

  private static @Nullable String fault(String name, String value, int before) {
    String ofName = OwnerLabels.faultOfName(name);
    if (ofName != null) {
      return ofName;
    }
    if (before == OwnerLabels.MAX_COUNT) {
      return "is one label too many: there can be " + OwnerLabels.MAX_COUNT;
    }
    return OwnerLabels.faultOfValue(value);
  }
}
