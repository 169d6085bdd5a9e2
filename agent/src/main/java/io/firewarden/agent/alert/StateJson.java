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

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.firewarden.agent.state.CheckedJson;
import io.firewarden.agent.state.DurableFile;
import io.firewarden.alerts.check.CheckId;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON form of the alert state. */
public final class StateJson implements DurableFile.Form<AlertStateFile.State> {
  static final int SCHEMA_VERSION = 1;

  private static final Logger logger = LoggerFactory.getLogger(StateJson.class);

  @Override
  public String name() {
    return "alert state";
  }

  @Override
  public String withoutIt() {
    return "Alerts go on, but a restart will forget them";
  }

  @Override
  public String summary(AlertStateFile.State state) {
    return state.alerts().size() + " alerts";
  }

  @Override
  public byte[] write(AlertStateFile.State state, Instant now) throws IOException {
    return CheckedJson.write(SCHEMA_VERSION, now, json -> write(state, json));
  }

  private static void write(AlertStateFile.State state, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("alerts");
    for (Alert alert : state.alerts()) {
      json.writeStartObject();
      put(json, "labels", alert.labels());
      put(json, "annotations", alert.annotations());
      json.writeStringField("check", alert.check() == null ? null : alert.check().id());
      json.writeStringField("state", alert.state().label());
      json.writeStringField("holdFor", alert.holdFor().toString());
      CheckedJson.put(json, "since", alert.since());
      CheckedJson.put(json, "firedAt", alert.firedAt());
      CheckedJson.put(json, "resolvedAt", alert.resolvedAt());
      CheckedJson.put(json, "confirmedAt", alert.confirmedAt());
      CheckedJson.put(json, "readAt", alert.readAt());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("notifications");
    for (NotificationLog.Told entry : state.told()) {
      json.writeStartObject();
      json.writeStringField("notifier", entry.notifier());
      put(json, "labels", entry.labels());
      json.writeStringField("state", entry.state().label());
      CheckedJson.put(json, "firedAt", entry.firedAt());
      CheckedJson.put(json, "at", entry.at());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void put(JsonGenerator json, String name, Map<String, String> map)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> entry : map.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  @Override
  public AlertStateFile.State read(byte[] json) throws IOException {
    JsonNode root = CheckedJson.read(json, SCHEMA_VERSION);
    try {
      List<Alert> alerts = new ArrayList<>();
      for (JsonNode node : CheckedJson.field(root, "alerts")) {
        String check = node.path("check").asText(null);
        if (check == null || checkOf(check) != null) {
          alerts.add(alert(node));
        } else {
          logger.warn("An alert of the unknown check '{}' in the alert state is dropped", check);
        }
      }
      List<NotificationLog.Told> told = new ArrayList<>();
      for (JsonNode node : CheckedJson.field(root, "notifications")) {
        told.add(told(node));
      }
      return new AlertStateFile.State(alerts, told);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw CheckedJson.fault(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  private static Alert alert(JsonNode node) throws IOException {
    return new Alert(
        map(CheckedJson.field(node, "labels")),
        map(CheckedJson.field(node, "annotations")),
        checkOf(node.path("check").asText(null)),
        state(node),
        Duration.parse(CheckedJson.field(node, "holdFor").asText()),
        CheckedJson.instant(node, "since"),
        CheckedJson.optional(node, "firedAt"),
        CheckedJson.optional(node, "resolvedAt"),
        CheckedJson.instant(node, "confirmedAt"),
        CheckedJson.instant(node, "readAt"));
  }

  private static NotificationLog.Told told(JsonNode node) throws IOException {
    return new NotificationLog.Told(
        CheckedJson.field(node, "notifier").asText(),
        map(CheckedJson.field(node, "labels")),
        state(node),
        CheckedJson.optional(node, "firedAt"),
        CheckedJson.instant(node, "at"));
  }

  private static @Nullable CheckId checkOf(@Nullable String id) {
    return Arrays.stream(CheckId.values())
        .filter(check -> check.id().equals(id))
        .findFirst()
        .orElse(null);
  }

  private static AlertState state(JsonNode node) throws IOException {
    return AlertState.valueOf(CheckedJson.field(node, "state").asText().toUpperCase(Locale.ROOT));
  }

  private static SortedMap<String, String> map(JsonNode node) {
    SortedMap<String, String> map = new TreeMap<>();
    node.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
    return map;
  }
}
