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
package io.firewarden.agent.notify;

import io.firewarden.agent.alert.Alert;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** How the alerts that are due are dealt out to messages. */
@FunctionalInterface
interface Grouping {

  /** The messages, in the order of their first alerts; none is empty. */
  List<List<Alert>> messages(List<Alert> due);

  /** As many alerts a message as will go in. */
  static Grouping ofSize(int size) {
    return due -> {
      List<List<Alert>> messages = new ArrayList<>();
      for (int i = 0; i < due.size(); i += size) {
        messages.add(due.subList(i, Math.min(due.size(), i + size)));
      }
      return messages;
    };
  }

  /**
   * One message for each application, so that what has one cause is told at once, with at most so
   * many alerts. What is about no application goes by its name.
   */
  static Grouping ofApplication(int size) {
    return due -> {
      Map<List<String>, List<Alert>> groups = new LinkedHashMap<>();
      for (Alert alert : due) {
        String app = alert.label(Alert.APP_ID);
        List<String> key =
            List.of(alert.label(Alert.CLUSTER), app, app.isEmpty() ? alert.name() : "");
        groups.computeIfAbsent(key, k -> new ArrayList<>()).add(alert);
      }
      List<List<Alert>> messages = new ArrayList<>();
      groups.values().forEach(group -> messages.addAll(ofSize(size).messages(group)));
      return messages;
    };
  }

  /** One message for each group of a webhook. */
  static Grouping ofWebhook() {
    return due -> {
      Map<SortedMap<String, String>, List<Alert>> groups = new LinkedHashMap<>();
      for (Alert alert : due) {
        groups.computeIfAbsent(WebhookNotifier.group(alert), key -> new ArrayList<>()).add(alert);
      }
      return List.copyOf(groups.values());
    };
  }
}
