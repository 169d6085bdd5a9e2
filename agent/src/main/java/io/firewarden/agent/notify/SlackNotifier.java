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
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A channel of Slack, told by an incoming webhook. A message is about some alerts of one
 * application, and made of Block Kit blocks.
 */
final class SlackNotifier implements Notifier {
  /** With its five blocks each, Slack's limit of 50 blocks is kept. */
  static final int MAX_ALERTS = 8;

  /** Of one text in a block. */
  static final int MAX_TEXT = 3000;

  /** Of the plain text of a header. */
  static final int MAX_HEADER = 150;

  /** Slack's undocumented limit for all blocks together is about 13,000 characters. */
  private static final int MAX_TEXTS = 10_000;

  private static final int MAX_FALLBACK = 1000;

  private final String name;
  private final JsonPost post;
  private final AlertJson json;

  /**
   * @param name the configured one
   * @param endpoint the incoming webhook
   */
  SlackNotifier(AccessClients client, String name, Endpoint endpoint, AlertJson json) {
    this.name = name;
    this.post = new JsonPost(client, endpoint, /* tellsAnswer= */ false);
    this.json = json;
  }

  @Override
  public String name() {
    return "slack/" + name;
  }

  @Override
  public Delivery send(List<Alert> batch, Instant now) {
    ObjectNode message = AlertJson.object();
    AlertText first = AlertText.of(batch.get(0), json, now);
    message.put(
        "text",
        Cut.escaped(
            first.title() + ": " + first.subject() + ": " + first.summary(),
            MAX_FALLBACK,
            SlackNotifier::escape));
    ArrayNode blocks = message.putArray("blocks");
    int listed = Math.min(batch.size(), MAX_ALERTS);
    int room = Math.min(MAX_TEXT, MAX_TEXTS / listed / 2);
    for (Alert alert : batch.subList(0, listed)) {
      if (!blocks.isEmpty()) {
        blocks.addObject().put("type", "divider");
      }
      put(blocks, AlertText.of(alert, json, now), room);
    }
    if (batch.size() > listed) {
      section(blocks, "and " + (batch.size() - listed) + " more alerts", room);
    }
    return post.send(AlertJson.bytes(message), now);
  }

  private static void put(ArrayNode blocks, AlertText text, int room) {
    ObjectNode header = blocks.addObject().put("type", "header");
    header
        .putObject("text")
        .put("type", "plain_text")
        .put("text", Cut.plain(mark(text) + " " + text.title(), MAX_HEADER))
        .put("emoji", true);
    section(blocks, text.subject() + "\n" + text.summary(), room);
    section(blocks, String.join("\n", text.details()), room);
    if (!text.links().isEmpty()) {
      ObjectNode context = blocks.addObject().put("type", "context");
      markdown(
          context.putArray("elements").addObject(),
          text.links().stream()
              .map(link -> "<" + escape(link.url()) + "|" + link.title() + ">")
              .collect(Collectors.joining(" | ")));
    }
  }

  private static void section(ArrayNode blocks, String text, int room) {
    markdown(
        blocks.addObject().put("type", "section").putObject("text"),
        Cut.escaped(text, room, SlackNotifier::escape));
  }

  /** Names of people, channels and addresses in the text are left as they are. */
  private static void markdown(ObjectNode node, String text) {
    node.put("type", "mrkdwn").put("text", text).put("verbatim", true);
  }

  private static String mark(AlertText text) {
    if (!text.firing()) {
      return ":large_green_circle:";
    }
    return switch (text.severity()) {
      case CRITICAL -> ":red_circle:";
      case WARNING -> ":large_orange_circle:";
      case INFO -> ":large_blue_circle:";
    };
  }

  private static String escape(String text) {
    return text.codePoints().mapToObj(SlackNotifier::escape).collect(Collectors.joining());
  }

  /** The three characters that mean something to Slack, so that no text can call a channel. */
  private static String escape(int c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      default -> Character.toString(c);
    };
  }
}
