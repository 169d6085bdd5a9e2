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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ObjDoubleConsumer;

/**
 * A metric whose label values are known only from the subjects, such as the names of garbage
 * collectors.
 *
 * @param definition the metric
 * @param tag the labels of a key
 * @param cells tells the keys of a subject, each with its figure
 */
record Keyed<T, K>(
    MetricDefinition definition, Function<K, Tag> tag, BiConsumer<T, ObjDoubleConsumer<K>> cells) {

  /**
   * A column for each key; keys whose labels are the same share one, and its first figure stays.
   */
  List<Column> of(List<T> subjects) {
    Map<K, Column> byKey = new HashMap<>();
    Map<String, Column> byLabels = new LinkedHashMap<>();
    int[] subject = {0};
    ObjDoubleConsumer<K> put =
        (key, value) ->
            byKey
                .computeIfAbsent(key, each -> column(tag.apply(each), subjects.size(), byLabels))
                .put(subject[0], value);
    for (T each : subjects) {
      cells.accept(each, put);
      subject[0]++;
    }
    return new ArrayList<>(byLabels.values());
  }

  private Column column(Tag labels, int subjects, Map<String, Column> byLabels) {
    return byLabels.computeIfAbsent(
        labels.labels().toString(), text -> Column.of(definition, labels, 0, subjects));
  }
}
