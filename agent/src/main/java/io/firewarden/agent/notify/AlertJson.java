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

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firewarden.agent.alert.Alert;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of an alert that Alertmanager's API and its webhook message write in the same way. */
final class AlertJson {
  private static final ObjectMapper mapper = new ObjectMapper();

  private final String externalUrl;

  /**
   * @param externalUrl where people reach the agent's pages
   */
  AlertJson(URI externalUrl) {
    String text = externalUrl.toString();
    this.externalUrl = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  String externalUrl() {
    return externalUrl;
  }

  /**
   * Labels, annotations, start, and where the alert comes from. The start is never after the end or
   * after now, as it would be when the clock was set back: receivers refuse that.
   */
  void putIdentity(ObjectNode node, Alert alert, Instant now) {
    putAll(node.putObject("labels"), alert.labels());
    putAll(node.putObject("annotations"), alert.annotations());
    Instant start = Objects.requireNonNullElse(alert.firedAt(), alert.since());
    Instant end = ended(alert, now);
    node.put("startsAt", text(earlier(start, end == null ? now : end)));
    node.put("generatorURL", page(alert));
  }

  /** Where the agent shows what the alert is about. */
  String page(Alert alert) {
    String app = alert.label(Alert.APP_ID);
    return app.isEmpty()
        ? externalUrl + "/"
        : externalUrl
            + "/applications/"
            + URLEncoder.encode(app, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** When the alert ended, which is not after now; null while it has not. */
  static @Nullable Instant ended(Alert alert, Instant now) {
    Instant end = alert.resolvedAt();
    return end == null ? null : earlier(end, now);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  static ArrayNode array() {
    return mapper.createArrayNode();
  }

  static ObjectNode object() {
    return mapper.createObjectNode();
  }

  static byte[] bytes(JsonNode node) {
    try {
      return mapper.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree of strings and numbers can always be written", e);
    }
  }

  static void putAll(ObjectNode node, Map<String, String> map) {
    map.forEach(node::put);
  }

  /** RFC 3339 with milliseconds. */
  static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
