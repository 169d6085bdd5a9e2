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
package io.firewarden.agent.alert;

import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.model.Application;
import io.firewarden.model.metric.LabelText;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What makes an alert the one that it is: its labels, which are those of the Prometheus rule; and
 * what it is about.
 *
 * @param cluster the {@code cluster} label
 */
record Identity(String cluster) {

  /** The labels of an alert that is about an application, or about none. */
  SortedMap<String, String> labels(AlertDefinition definition, @Nullable Application application) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put(Alert.NAME, definition.name());
    labels.put(Alert.CLUSTER, cluster);
    labels.put(Alert.SEVERITY, definition.severity().label());
    labels.put(Alert.SCOPE, definition.scope().label());
    if (application != null) {
      labels.put(Alert.APP_ID, application.id());
      labels.put(Alert.APP_NAME, LabelText.of(application.name()));
    }
    return labels;
  }

  /** The labels of an alert about something of the agent's own. */
  SortedMap<String, String> labelsAbout(AlertDefinition definition, Map<String, String> about) {
    SortedMap<String, String> labels = labels(definition, null);
    labels.putAll(about);
    return labels;
  }

  boolean isOf(Alert alert, Application application) {
    return appId(alert).equals(application.id()) && alert.label(Alert.CLUSTER).equals(cluster);
  }

  /**
   * The application that the alert is of, or that is behind its source; empty without one. The
   * Prometheus rule cannot tell what is behind a source, so that it is no label of that alert.
   */
  private static String appId(Alert alert) {
    return alert.check() == null
        ? alert.annotations().getOrDefault(Alert.APP_ID, "")
        : alert.label(Alert.APP_ID);
  }

  static boolean isAbout(Alert alert, String source) {
    return !source.isEmpty() && alert.label(Alert.SOURCE).equals(source);
  }

  /** Whether it is about a source, and not about a driver of which the application is known. */
  static boolean isOfWholeSource(Alert alert) {
    return isOfSource(alert) && appId(alert).isEmpty();
  }

  static boolean isOfSource(Alert alert) {
    return alert.check() == null && !alert.label(Alert.SOURCE).isEmpty();
  }

  /** A label must not carry a password. */
  static String withoutUserInfo(String url) {
    return url.replaceFirst("//[^/@]*@", "//");
  }
}
