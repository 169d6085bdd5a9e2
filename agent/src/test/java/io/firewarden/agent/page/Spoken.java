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

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A node of what a screen reader is told.
 *
 * @param role as the browser calls it, for example {@code link}
 * @param name empty without one
 * @param level of a heading; 0 of anything else
 * @param focusable whether a keyboard or a script can get there
 * @param below the nodes in it; nodes that are not told of are left out, what is in them is not
 */
record Spoken(String role, String name, int level, boolean focusable, List<Spoken> below) {

  static Spoken of(JsonNode node, Map<String, JsonNode> nodes) {
    List<Spoken> below = new ArrayList<>();
    collect(node, nodes, below);
    return new Spoken(
        node.path("role").path("value").asText(),
        node.path("name").path("value").asText().strip(),
        property(node, "level").asInt(),
        property(node, "focusable").asBoolean(),
        below);
  }

  private static void collect(JsonNode node, Map<String, JsonNode> nodes, List<Spoken> into) {
    for (JsonNode id : node.path("childIds")) {
      JsonNode child = nodes.get(id.asText());
      if (child != null && child.path("ignored").asBoolean()) {
        collect(child, nodes, into);
      } else if (child != null) {
        into.add(of(child, nodes));
      }
    }
  }

  private static JsonNode property(JsonNode node, String name) {
    for (JsonNode each : node.path("properties")) {
      if (each.path("name").asText().equals(name)) {
        return each.path("value").path("value");
      }
    }
    return node.path("none");
  }

  /** The nodes of these roles in it, at any depth. */
  List<Spoken> all(String... roles) {
    List<Spoken> found = new ArrayList<>();
    for (Spoken each : below) {
      if (List.of(roles).contains(each.role)) {
        found.add(each);
      }
      found.addAll(each.all(roles));
    }
    return found;
  }

  /** Those that can be focused in it, at any depth. */
  List<Spoken> focusables() {
    List<Spoken> found = new ArrayList<>();
    for (Spoken each : below) {
      if (each.focusable) {
        found.add(each);
      }
      found.addAll(each.focusables());
    }
    return found;
  }

  /** One line, without what is in it. */
  @Override
  public String toString() {
    return role + " \"" + name + "\"";
  }
}
