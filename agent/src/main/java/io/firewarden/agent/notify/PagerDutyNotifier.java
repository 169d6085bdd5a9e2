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
import io.firewarden.agent.access.AccessException;
import io.firewarden.agent.access.SecretText;
import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A service of PagerDuty, told by its Events API v2: one event for each alert, whose fingerprint is
 * the key by which PagerDuty folds what it is told again, and finds what is over.
 */
final class PagerDutyNotifier implements Notifier {
  static final int MAX_SUMMARY = 1024;

  /** So that an event with all its details stays far below 512 KB. */
  private static final int MAX_DETAIL = 4096;

  private static final int MAX_DETAILS = 40;
  private static final int MAX_FIELD = 255;

  private final String name;
  private final SecretText routingKey;
  private final JsonPost post;
  private final AlertJson json;

  /**
   * @param name the configured one
   * @param routingKey the integration key, which is the secret here
   * @param endpoint where events are posted
   */
  PagerDutyNotifier(
      AccessClients client, String name, SecretText routingKey, Endpoint endpoint, AlertJson json) {
    this.name = name;
    this.routingKey = routingKey;
    this.post = new JsonPost(client, endpoint, /* tellsAnswer= */ false);
    this.json = json;
  }

  @Override
  public String name() {
    return "pagerduty/" + name;
  }

  @Override
  public Delivery send(List<Alert> batch, Instant now) {
    String key;
    try {
      key = routingKey.get();
    } catch (AccessException e) {
      return new Delivery.Retry(null, e.why());
    }
    Delivery outcome = new Delivery.Delivered();
    for (Alert alert : batch) {
      ObjectNode event = event(alert, now).put("routing_key", key);
      outcome = post.send(AlertJson.bytes(event), now);
      if (!(outcome instanceof Delivery.Delivered)) {
        return outcome;
      }
    }
    return outcome;
  }

  private ObjectNode event(Alert alert, Instant now) {
    boolean firing = alert.state() != AlertState.RESOLVED;
    AlertText text = AlertText.of(alert, json, now);
    ObjectNode event = AlertJson.object();
    event.put("event_action", firing ? "trigger" : "resolve");
    event.put("dedup_key", Fingerprint.of(alert.labels()));
    event.put("client", "Firewarden");
    event.put("client_url", json.page(alert));
    ObjectNode payload = event.putObject("payload");
    String summary = text.name() + ": " + text.subject() + ": " + text.summary();
    payload.put("summary", Cut.plain(summary, MAX_SUMMARY));
    payload.put("source", Cut.plain(text.subject(), MAX_FIELD));
    payload.put("severity", alert.severity().label());
    Instant start = Objects.requireNonNullElse(alert.firedAt(), alert.since());
    payload.put("timestamp", AlertJson.text(start.isAfter(now) ? now : start));
    payload.put("class", alert.name());
    payload.put("group", Cut.plain(alert.label(Alert.CLUSTER), MAX_FIELD));
    if (!alert.label(Alert.APP_NAME).isEmpty()) {
      payload.put("component", Cut.plain(alert.label(Alert.APP_NAME), MAX_FIELD));
    }
    ObjectNode details = payload.putObject("custom_details");
    putAll(details, alert.labels());
    putAll(details, alert.annotations());
    ArrayNode links = event.putArray("links");
    for (AlertText.Link link : text.links()) {
      links.addObject().put("href", link.url()).put("text", link.title());
    }
    return event;
  }

  private static void putAll(ObjectNode details, Map<String, String> map) {
    map.entrySet().stream()
        .limit(MAX_DETAILS)
        .forEach(entry -> details.put(entry.getKey(), Cut.plain(entry.getValue(), MAX_DETAIL)));
  }
}
