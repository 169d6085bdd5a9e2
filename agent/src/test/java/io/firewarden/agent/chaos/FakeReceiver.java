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
package io.firewarden.agent.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A webhook, or an Alertmanager, which keeps what it has accepted. */
final class FakeReceiver extends Web {
  private static final ObjectMapper mapper = new ObjectMapper();

  private final String name;
  private final List<Trouble> troubles;
  private final Clocks clocks;
  private final Random random;
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private volatile Mortal sender = new Mortal();

  FakeReceiver(String name, List<Trouble> troubles, Clocks clocks, long seed) {
    this.name = name;
    this.troubles = troubles;
    this.clocks = clocks;
    this.random = new Random(seed);
  }

  /** Who sends from now on; it may die of it. */
  void hears(Mortal next) {
    sender = next;
  }

  List<Heard> heard() {
    return heard;
  }

  @Override
  void answer(HttpExchange exchange) throws IOException {
    JsonNode body = mapper.readTree(exchange.getRequestBody().readAllBytes());
    if (sender.dies()) {
      return; // before it had sent all
    }
    Trouble.Kind how = null;
    for (Trouble trouble : troubles) {
      how = trouble.isAt(clocks.now()) ? trouble.kind() : how;
    }
    if (how == null) {
      take(exchange, body);
    } else if (how == Trouble.Kind.IS_FLAKY) {
      flaky(exchange, body);
    } else if (how == Trouble.Kind.LOSES_ANSWERS) {
      if (random.nextInt(6) == 0) {
        accept(body, false);
      } else {
        take(exchange, body);
      }
    } else {
      misbehave(exchange, how, "{}");
    }
  }

  private void take(HttpExchange exchange, JsonNode body) throws IOException {
    accept(body, true);
    if (!sender.dies()) { // it had sent all, and does not see the answer
      send(exchange, 200, JSON, "{}");
    }
  }

  private void flaky(HttpExchange exchange, JsonNode body) throws IOException {
    switch (random.nextInt(8)) {
      case 0 -> {
        exchange.getResponseHeaders().set("Retry-After", String.valueOf(random.nextInt(90)));
        send(exchange, 429, "text/plain", "slower");
      }
      case 1 -> send(exchange, 500, "text/plain", "oops");
      case 2 -> send(exchange, 400, "text/plain", "I do not like it");
      case 3 -> {} // cut before it was taken
      case 4 -> accept(body, false); // cut after
      default -> take(exchange, body);
    }
  }

  private void accept(JsonNode body, boolean answered) {
    for (JsonNode alert : body.isArray() ? body : body.path("alerts")) {
      SortedMap<String, String> labels = new TreeMap<>();
      alert.get("labels").properties().forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
      Instant endsAt = Instant.parse(alert.get("endsAt").asText());
      boolean firing =
          body.isArray() ? clocks.wasToCome(endsAt) : alert.get("status").asText().equals("firing");
      heard.add(
          new Heard(
              name,
              labels,
              clocks.now(),
              clocks.shown(),
              firing,
              Instant.parse(alert.get("startsAt").asText()),
              endsAt,
              answered));
    }
  }
}
