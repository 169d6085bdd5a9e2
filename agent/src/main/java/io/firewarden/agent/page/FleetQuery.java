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
package io.firewarden.agent.page;

import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.alerts.check.Health;
import io.firewarden.model.Application;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which part of the fleet is to be shown. Whatever the address says can be read as one; what cannot
 * be understood is as if it were not there.
 *
 * @param text what the name, id, user or a label must contain, whatever its case; empty for any
 * @param state which applications
 * @param page from 1
 */
record FleetQuery(String text, State state, int page) {
  private static final int MAX_TEXT = 200;
  private static final int MAX_PAGE = 1_000_000;

  /** Applications by how they stand. */
  enum State {
    ALL,
    CRITICAL,
    WARNING,
    UNKNOWN,
    HEALTHY,
    PENDING,
    ENDED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(Health health) {
      return valueOf(health.name());
    }

    /** Whether it is one of those that run. */
    boolean isRunning() {
      return this != PENDING && this != ENDED;
    }
  }

  static FleetQuery parse(String query) {
    Map<String, String> values = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.putIfAbsent(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
      }
    }
    String text = values.getOrDefault("q", "").strip();
    return new FleetQuery(
        text.substring(0, Math.min(MAX_TEXT, text.length())),
        state(values.getOrDefault("state", "")),
        page(values.getOrDefault("page", "")));
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException ignored) {
      return "";
    }
  }

  private static State state(String label) {
    for (State state : State.values()) {
      if (state.label().equals(label)) {
        return state;
      }
    }
    return State.ALL;
  }

  private static int page(String number) {
    if (!number.matches("[0-9]{1,7}")) {
      return 1;
    }
    return Math.max(1, Math.min(MAX_PAGE, Integer.parseInt(number)));
  }

  boolean matches(Fleet.ApplicationView view) {
    return (state == State.ALL || state == State.of(Picture.health(view)))
        && matches(view.application());
  }

  boolean matches(Application application) {
    return text.isEmpty()
        || contains(application.name())
        || contains(application.id())
        || contains(application.user())
        || application.labels().values().stream().anyMatch(this::contains);
  }

  private boolean contains(String value) {
    return value.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }

  FleetQuery with(State other) {
    return new FleetQuery(text, other, 1);
  }

  FleetQuery atPage(int other) {
    return new FleetQuery(text, state, other);
  }

  /** The address of this query, as a link from the fleet's page. */
  String href() {
    List<String> pairs = new ArrayList<>();
    if (!text.isEmpty()) {
      pairs.add("q=" + Elements.encoded(text));
    }
    if (state != State.ALL) {
      pairs.add("state=" + state.label());
    }
    if (page > 1) {
      pairs.add("page=" + page);
    }
    return pairs.isEmpty() ? "./" : "?" + String.join("&", pairs);
  }
}
