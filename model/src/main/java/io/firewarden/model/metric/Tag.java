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

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;

/**
 * Labels that a series has beyond those of its subject, with the forms in which they are written.
 */
final class Tag {
  private final Labels labels;
  private final byte[] text;

  private Tag(List<String> names, List<String> values) {
    labels = Labels.of(names, values);
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < labels.size(); i++) {
      LabelText.write(written.append(','), labels.getName(i), labels.getValue(i));
    }
    text = written.toString().getBytes(UTF_8);
  }

  /** One label. */
  static Tag of(String name, String value) {
    return new Tag(List.of(name), List.of(LabelText.of(value)));
  }

  /**
   * Several labels.
   *
   * @param names their names
   * @param values a value for each
   */
  static Tag of(List<String> names, List<String> values) {
    return new Tag(names, new ArrayList<>(values.stream().map(LabelText::of).toList()));
  }

  Labels labels() {
    return labels;
  }

  /** As it stands in a line, with a comma before each label. Not to be changed. */
  byte[] text() {
    return text;
  }
}
