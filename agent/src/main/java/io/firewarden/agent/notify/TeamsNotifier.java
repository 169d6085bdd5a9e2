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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * A channel of Microsoft Teams, told through a workflow that is started by a webhook and posts the
 * Adaptive Card that it is given.
 *
 * <p>All text is in text runs, which unlike text blocks know no Markdown, so that nothing has to be
 * escaped and nothing can become a link.
 */
final class TeamsNotifier implements Notifier {
  static final int MAX_ALERTS = 8;

  /** Teams refuses a message of more than 28 KB, and may count characters as two bytes. */
  static final int MAX_BYTES = 28 << 10;

  private static final int[] ROOMS = {2000, 1000, 400, 150, 60};

  private final String name;
  private final JsonPost post;
  private final AlertJson json;

  /**
   * @param name the configured one
   * @param endpoint what starts the workflow
   */
  TeamsNotifier(AccessClients client, String name, Endpoint endpoint, AlertJson json) {
    this.name = name;
    this.post = new JsonPost(client, endpoint, /* tellsAnswer= */ false);
    this.json = json;
  }

  @Override
  public String name() {
    return "teams/" + name;
  }

  @Override
  public Delivery send(List<Alert> batch, Instant now) {
    byte[] bytes = new byte[0];
    for (int listed = Math.min(batch.size(), MAX_ALERTS); listed > 0; listed /= 2) {
      for (int room : ROOMS) {
        bytes = AlertJson.bytes(message(batch, listed, room, now));
        int units = new String(bytes, StandardCharsets.UTF_8).length();
        if (Math.max(bytes.length, 2 * units) <= MAX_BYTES) {
          return post.send(bytes, now);
        }
      }
    }
    return post.send(bytes, now);
  }

  private ObjectNode message(List<Alert> batch, int listed, int room, Instant now) {
    ObjectNode message = AlertJson.object().put("type", "message");
    ObjectNode attachment = message.putArray("attachments").addObject();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    attachment.putNull("contentUrl");
    ObjectNode card = attachment.putObject("content");
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard");
    card.put("version", "1.4");
    card.putObject("msteams").put("width", "Full");
    ArrayNode body = card.putArray("body");
    for (Alert alert : batch.subList(0, listed)) {
      put(body, AlertText.of(alert, json, now), room);
    }
    if (batch.size() > listed) {
      run(body, "and " + (batch.size() - listed) + " more alerts", room);
    }
    return message;
  }

  private static void put(ArrayNode body, AlertText text, int room) {
    ObjectNode container = body.addObject().put("type", "Container").put("style", style(text));
    ArrayNode items = container.putArray("items");
    run(items, text.title(), room).put("weight", "Bolder").put("size", "Medium");
    run(items, text.subject(), room);
    run(items, text.summary(), room).put("weight", "Bolder");
    int left = 2 * room;
    for (String line : text.details()) {
      if (line.length() > left) {
        run(items, Cut.plain(line, Math.max(left, Cut.NOTE.length())), room);
        break;
      }
      run(items, line, room);
      left -= line.length();
    }
    ArrayNode actions = AlertJson.array();
    for (AlertText.Link link : text.links()) {
      ObjectNode action = actions.addObject().put("type", "Action.OpenUrl");
      action.put("title", link.title()).put("url", link.url());
    }
    if (!actions.isEmpty()) {
      items.addObject().put("type", "ActionSet").set("actions", actions);
    }
  }

  private static ObjectNode run(ArrayNode items, String text, int room) {
    ObjectNode block = items.addObject().put("type", "RichTextBlock");
    ObjectNode run = block.putArray("inlines").addObject().put("type", "TextRun");
    return run.put("text", Cut.plain(text, room));
  }

  private static String style(AlertText text) {
    if (!text.firing()) {
      return "good";
    }
    return switch (text.severity()) {
      case CRITICAL -> "attention";
      case WARNING -> "warning";
      case INFO -> "accent";
    };
  }
}
