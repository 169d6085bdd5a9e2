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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a series is about: an application, or one of its executors, stages and the like. It holds
 * the labels that all series about it share, and makes the forms in which they are written once.
 */
final class Subject {
  private final @Nullable Subject application;
  private final String label;
  private final String value;
  private @Nullable Labels labels;
  private byte @Nullable [] text;

  private Subject(@Nullable Subject application, String label, String value) {
    this.application = application;
    this.label = label;
    this.value = value;
  }

  /**
   * An application.
   *
   * @param identity values of {@link MetricCatalog#IDENTITY}
   */
  static Subject application(List<String> identity) {
    Subject whole = new Subject(null, "", "");
    whole.labels = Labels.of(Figures.IDENTITY, identity.stream().map(LabelText::of).toList());
    return whole;
  }

  /**
   * A part of an application.
   *
   * @param name the name of the label that tells it from others of its kind
   * @param id the label's value, which is one already
   */
  Subject part(String name, String id) {
    return new Subject(this, name, id);
  }

  /** The value of its own label; empty for an application. */
  String id() {
    return value;
  }

  Labels labels() {
    if (labels == null) {
      labels = parent().labels().merge(Labels.of(label, value));
    }
    return labels;
  }

  /** As it stands in a line, without the closing brace. Not to be changed. */
  byte[] text() {
    if (text == null) {
      StringBuilder written = new StringBuilder();
      if (application == null) {
        Labels own = labels();
        for (int i = 0; i < own.size(); i++) {
          LabelText.write(written.append(i == 0 ? '{' : ','), own.getName(i), own.getValue(i));
        }
      } else {
        written.append(new String(application.text(), UTF_8));
        LabelText.write(written.append(','), label, value);
      }
      text = written.toString().getBytes(UTF_8);
    }
    return text;
  }

  private Subject parent() {
    return application == null ? this : application;
  }
}
