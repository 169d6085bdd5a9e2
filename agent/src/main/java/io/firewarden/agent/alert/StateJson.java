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

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON form of the alert state. */
public final class StateJson {
  /** Raised when a field is renamed, removed or changes its meaning; additions do not raise it. */
  static final int SCHEMA_VERSION = 1;

  private static final String CHECKSUM = "checksum";

  private static final Logger logger = LoggerFactory.getLogger(StateJson.class);

  private static final ObjectMapper mapper =
      JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private StateJson() {}

  /** All of a state, with the time and a checksum. */
  public static byte[] write(AlertStateFile.State state, Instant now) throws IOException {
    ObjectNode root = mapper.createObjectNode();
    root.put("schemaVersion", SCHEMA_VERSION);
    root.put("writtenAt", now.toString());
    ArrayNode alerts = root.putArray("alerts");
    for (Alert alert : state.alerts()) {
      ObjectNode node = alerts.addObject();
      putAll(node.putObject("labels"), alert.labels());
      putAll(node.putObject("annotations"), alert.annotations());
      node.put("check", alert.check() == null ? null : alert.check().id());
      node.put("state", alert.state().label());
      node.put("holdFor", alert.holdFor().toString());
      node.put("since", alert.since().toString());
      node.put("firedAt", text(alert.firedAt()));
      node.put("resolvedAt", text(alert.resolvedAt()));
      node.put("confirmedAt", alert.confirmedAt().toString());
      node.put("readAt", alert.readAt().toString());
    }
    ArrayNode told = root.putArray("notifications");
    for (NotificationLog.Told entry : state.told()) {
      ObjectNode node = told.addObject();
      node.put("notifier", entry.notifier());
      putAll(node.putObject("labels"), entry.labels());
      node.put("state", entry.state().label());
      node.put("firedAt", text(entry.firedAt()));
      node.put("at", entry.at().toString());
    }
    root.put(CHECKSUM, checksum(root));
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }

  /** Of all that is said, whatever the white space between. */
  private static String checksum(ObjectNode root) throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(mapper.writeValueAsBytes(root));
    return String.format("%08x", crc.getValue());
  }

  private static void check(JsonNode root) throws IOException {
    String told = field(root, CHECKSUM).asText();
    ObjectNode rest = root.deepCopy();
    rest.remove(CHECKSUM);
    String sum = checksum(rest);
    if (!sum.equals(told)) {
      throw fault("checksum must be " + sum + ", but is " + told + ": the file was damaged");
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws JsonMappingException if it is JSON, but not an alert state
   * @throws IOException if it is not JSON, or torn
   */
  public static AlertStateFile.State read(byte[] json) throws IOException {
    JsonNode root = mapper.readTree(json);
    int version = root.path("schemaVersion").asInt(-1);
    if (version != SCHEMA_VERSION) {
      throw fault("schemaVersion must be " + SCHEMA_VERSION + ", but is " + version);
    }
    check(root);
    try {
      List<Alert> alerts = new ArrayList<>();
      for (JsonNode node : field(root, "alerts")) {
        String check = node.path("check").asText(null);
        if (check == null || checkOf(check) != null) {
          alerts.add(alert(node));
        } else {
          logger.warn("An alert of the unknown check '{}' in the alert state is dropped", check);
        }
      }
      List<NotificationLog.Told> told = new ArrayList<>();
      for (JsonNode node : field(root, "notifications")) {
        told.add(told(node));
      }
      return new AlertStateFile.State(alerts, told);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw fault(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  private static Alert alert(JsonNode node) throws IOException {
    return new Alert(
        map(field(node, "labels")),
        map(field(node, "annotations")),
        checkOf(node.path("check").asText(null)),
        state(node),
        Duration.parse(field(node, "holdFor").asText()),
        instant(node, "since"),
        optional(node, "firedAt"),
        optional(node, "resolvedAt"),
        instant(node, "confirmedAt"),
        instant(node, "readAt"));
  }

  private static NotificationLog.Told told(JsonNode node) throws IOException {
    return new NotificationLog.Told(
        field(node, "notifier").asText(),
        map(field(node, "labels")),
        state(node),
        optional(node, "firedAt"),
        instant(node, "at"));
  }

  private static @Nullable CheckId checkOf(@Nullable String id) {
    return Arrays.stream(CheckId.values())
        .filter(check -> check.id().equals(id))
        .findFirst()
        .orElse(null);
  }

  private static AlertState state(JsonNode node) throws IOException {
    return AlertState.valueOf(field(node, "state").asText().toUpperCase(Locale.ROOT));
  }

  private static SortedMap<String, String> map(JsonNode node) {
    SortedMap<String, String> map = new TreeMap<>();
    node.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
    return map;
  }

  private static Instant instant(JsonNode node, String name) throws IOException {
    return Instant.parse(field(node, name).asText());
  }

  private static @Nullable Instant optional(JsonNode node, String name) {
    String text = node.path(name).asText(null);
    return text == null ? null : Instant.parse(text);
  }

  private static JsonNode field(JsonNode node, String name) throws IOException {
    JsonNode field = node.get(name);
    if (field == null || field.isNull()) {
      throw fault("the field '" + name + "' is missing");
    }
    return field;
  }

  private static void putAll(ObjectNode node, Map<String, String> map) {
    map.forEach(node::put);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static JsonMappingException fault(String what) {
    return JsonMappingException.from((JsonParser) null, what);
  }
}
