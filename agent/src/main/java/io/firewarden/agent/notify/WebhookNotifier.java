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

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firewarden.agent.access.AccessClients;
import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A receiver of Alertmanager's webhook message, version 4, so that whatever understands
 * Alertmanager understands the agent without one. A message is about one group: the alerts of one
 * name and application.
 */
final class WebhookNotifier implements Notifier {
  /** The labels that make a group. */
  static final List<String> GROUPED_BY = List.of(Alert.NAME, Alert.APP_ID, Alert.CLUSTER);

  /** More alerts than this are counted in a message, not listed. */
  static final int MAX_LISTED = 100;

  private final String receiver;
  private final JsonPost post;
  private final AlertJson json;

  /**
   * @param receiver the configured name
   * @param endpoint where to post
   */
  WebhookNotifier(AccessClients client, String receiver, Endpoint endpoint, AlertJson json) {
    this.receiver = receiver;
    this.post = new JsonPost(client, endpoint, /* tellsAnswer= */ false);
    this.json = json;
  }

  @Override
  public String name() {
    return "webhook/" + receiver;
  }

  @Override
  public Delivery send(List<Alert> batch, Instant now) {
    ObjectNode message = AlertJson.object();
    SortedMap<String, String> group = group(batch.get(0));
    boolean firing = batch.stream().anyMatch(alert -> alert.state() == AlertState.FIRING);
    message.put("version", "4");
    message.put("groupKey", groupKey(group));
    message.put("truncatedAlerts", Math.max(0, batch.size() - MAX_LISTED));
    message.put("status", firing ? "firing" : "resolved");
    message.put("receiver", receiver);
    AlertJson.putAll(message.putObject("groupLabels"), group);
    AlertJson.putAll(message.putObject("commonLabels"), common(batch, Alert::labels));
    AlertJson.putAll(message.putObject("commonAnnotations"), common(batch, Alert::annotations));
    message.put("externalURL", json.externalUrl());
    ArrayNode alerts = message.putArray("alerts");
    batch.stream().limit(MAX_LISTED).forEach(alert -> put(alerts.addObject(), alert, now));
    return post.send(AlertJson.bytes(message), now);
  }

  private void put(ObjectNode node, Alert alert, Instant now) {
    node.put("status", alert.state() == AlertState.RESOLVED ? "resolved" : "firing");
    json.putIdentity(node, alert, now);
    Instant end = AlertJson.ended(alert, now);
    // Alertmanager says "not yet" with Go's zero time.
    node.put("endsAt", end == null ? "0001-01-01T00:00:00Z" : AlertJson.text(end));
    node.put("fingerprint", Fingerprint.of(alert.labels()));
  }

  /** The labels, of those that make a group, that the alert has. */
  static SortedMap<String, String> group(Alert alert) {
    SortedMap<String, String> group = new TreeMap<>();
    for (String label : GROUPED_BY) {
      String value = alert.labels().get(label);
      if (value != null) {
        group.put(label, value);
      }
    }
    return group;
  }

  private static String groupKey(SortedMap<String, String> group) {
    return group.entrySet().stream()
        .map(e -> e.getKey() + "=\"" + e.getValue().replace("\"", "\\\"") + '"')
        .collect(Collectors.joining(", ", "{}:{", "}"));
  }

  private static Map<String, String> common(
      List<Alert> batch, Function<Alert, SortedMap<String, String>> side) {
    Map<String, String> common = new HashMap<>(side.apply(batch.get(0)));
    for (Alert alert : batch) {
      common.entrySet().retainAll(side.apply(alert).entrySet());
    }
    return new TreeMap<>(common);
  }
}
