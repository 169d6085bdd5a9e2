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
package io.firewarden.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A snapshot's JSON without what {@link Difference} says may differ from run to run: fields sorted,
 * such values replaced by what kind of value they are, and everything else as it was.
 */
final class NeutralJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonNode tree;
  private final Set<Difference> met = new LinkedHashSet<>();

  private NeutralJson(JsonNode snapshot) {
    this.tree = neutralise("", snapshot);
  }

  static NeutralJson of(JsonNode snapshot) {
    return new NeutralJson(snapshot);
  }

  private JsonNode neutralise(String path, JsonNode node) {
    Set<Difference.Treatment> treatments = treatments(path);
    if (treatments.contains(Difference.Treatment.VALUE)) {
      return kind(node);
    }
    JsonNode neutral = node;
    if (node.isObject()) {
      neutral = object(path, node);
    } else if (node.isArray()) {
      neutral = array(path, node, treatments.contains(Difference.Treatment.ORDER));
    }
    return neutral;
  }

  private JsonNode object(String path, JsonNode node) {
    Map<String, JsonNode> fields = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      if (!treatments(below).contains(Difference.Treatment.PRESENCE)) {
        fields.put(field.getKey(), neutralise(below, field.getValue()));
      }
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    fields.forEach(object::set);
    return object;
  }

  private JsonNode array(String path, JsonNode node, boolean sort) {
    List<JsonNode> elements = new ArrayList<>();
    node.forEach(element -> elements.add(neutralise(path + "[]", element)));
    if (sort) {
      elements.sort(Comparator.comparing(JsonNode::toString));
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    elements.forEach(array::add);
    return array;
  }

  private Set<Difference.Treatment> treatments(String path) {
    Set<Difference.Treatment> treatments = new LinkedHashSet<>();
    for (Difference difference : Difference.ALL) {
      if (difference.covers(path)) {
        met.add(difference);
        treatments.add(difference.treatment());
      }
    }
    return treatments;
  }

  /** Null and an empty text say something, whatever the value is otherwise. */
  private static JsonNode kind(JsonNode node) {
    if (node.isNull() || (node.isTextual() && node.asText().isEmpty())) {
      return node;
    }
    return JsonNodeFactory.instance.textNode(
        "any " + node.getNodeType().name().toLowerCase(Locale.ROOT));
  }

  /** The differences that took something out of it. */
  Set<Difference> met() {
    return met;
  }

  JsonNode tree() {
    return tree;
  }

  String digest() {
    try {
      byte[] json = MAPPER.writeValueAsBytes(tree);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
    } catch (com.fasterxml.jackson.core.JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  String pretty() {
    return tree.toPrettyString();
  }

  /** Where another is not as this one, with both values. */
  List<String> differencesTo(NeutralJson other) {
    List<String> differences = new ArrayList<>();
    compare("", tree, other.tree, differences);
    return differences;
  }

  private static void compare(String path, JsonNode one, JsonNode other, List<String> found) {
    if (one.equals(other)) {
      return;
    }
    if (one.isObject() && other.isObject()) {
      Set<String> names = new TreeSet<>();
      one.fieldNames().forEachRemaining(names::add);
      other.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        compare(path + "." + name, one.path(name), other.path(name), found);
      }
    } else if (one.isArray() && other.isArray() && one.size() == other.size()) {
      for (int i = 0; i < one.size(); i++) {
        compare(path + "[" + i + "]", one.get(i), other.get(i), found);
      }
    } else {
      found.add(path + ": " + text(one) + " became " + text(other));
    }
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "nothing" : node.toString();
  }
}
