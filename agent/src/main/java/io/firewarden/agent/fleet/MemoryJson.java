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
package io.firewarden.agent.fleet;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.state.CheckedJson;
import io.firewarden.agent.state.DurableFile;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.SnapshotJson;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON form of what a restart must not forget of the applications. */
final class MemoryJson implements DurableFile.Form<Memory> {
  static final int SCHEMA_VERSION = 1;

  private static final Logger log = LoggerFactory.getLogger(MemoryJson.class);
  private static final JsonMapper MAPPER = new JsonMapper();

  @Override
  public String name() {
    return "application history";
  }

  @Override
  public String withoutIt() {
    return "Applications are watched on, but a restart will forget which ones have ended and ran";
  }

  @Override
  public String summary(Memory memory) {
    return memory.known().size() + " applications and " + memory.ended().size() + " that ended";
  }

  @Override
  public byte[] write(Memory memory, Instant now) throws IOException {
    return CheckedJson.write(SCHEMA_VERSION, now, json -> write(memory, json));
  }

  private static void write(Memory memory, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("known");
    for (Memory.Known known : memory.known()) {
      json.writeStartObject();
      put(json, known.snapshot());
      json.writeStringField("source", known.source());
      CheckedJson.put(json, "seenAt", known.seenAt());
      put(json, known.sources());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("ended");
    for (Memory.Past past : memory.ended()) {
      json.writeStartObject();
      put(json, past.last());
      json.writeArrayFieldStart("told");
      for (Ending ending : past.told()) {
        json.writeStartObject();
        json.writeStringField("status", ending.status().name());
        CheckedJson.put(json, "at", ending.at());
        json.writeStringField("reason", ending.reason());
        json.writeStringField("source", ending.source());
        json.writeEndObject();
      }
      json.writeEndArray();
      CheckedJson.put(json, "toldAt", past.toldAt());
      json.writeBooleanField("seen", past.seen());
      put(json, past.sources());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void put(JsonGenerator json, ApplicationSnapshot snapshot) throws IOException {
    json.writeFieldName("snapshot");
    try (JsonParser parser = MAPPER.createParser(SnapshotJson.write(snapshot))) {
      parser.nextToken();
      json.copyCurrentStructure(parser);
    }
  }

  private static void put(JsonGenerator json, List<SourceShare> shares) throws IOException {
    json.writeArrayFieldStart("sources");
    for (SourceShare share : shares) {
      json.writeStartObject();
      json.writeStringField("source", share.source());
      json.writeStringField("kind", share.kind().name());
      json.writeArrayFieldStart("gives");
      for (SourceShare.Fact fact : share.gives()) {
        json.writeString(fact.name());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  @Override
  public Memory read(byte[] content) throws IOException {
    JsonNode root = CheckedJson.read(content, SCHEMA_VERSION);
    return new Memory(all(root, "known", MemoryJson::known), all(root, "ended", MemoryJson::past));
  }

  /** Reads one application. */
  private interface One<T> {
    T read(JsonNode node) throws IOException;
  }

  /** One that a later version wrote in a way that this one does not know costs only itself. */
  private static <T> List<T> all(JsonNode root, String name, One<T> one) throws IOException {
    List<T> all = new ArrayList<>();
    for (JsonNode node : CheckedJson.field(root, name)) {
      try {
        all.add(one.read(node));
      } catch (IOException | DateTimeException | IllegalArgumentException e) {
        String id = node.path("snapshot").path("application").path("id").asText();
        log.warn("What was kept of application '{}' is dropped: {}", id, e.toString());
      }
    }
    return all;
  }

  private static Memory.Known known(JsonNode node) throws IOException {
    return new Memory.Known(
        snapshot(node),
        CheckedJson.field(node, "source").asText(),
        CheckedJson.instant(node, "seenAt"),
        shares(node));
  }

  private static Memory.Past past(JsonNode node) throws IOException {
    List<Ending> told = new ArrayList<>();
    for (JsonNode each : CheckedJson.field(node, "told")) {
      told.add(
          new Ending(
              FinalStatus.valueOf(CheckedJson.field(each, "status").asText()),
              CheckedJson.optional(each, "at"),
              CheckedJson.field(each, "reason").asText(),
              CheckedJson.field(each, "source").asText()));
    }
    if (told.isEmpty()) {
      throw CheckedJson.fault("nobody tells how it ended");
    }
    return new Memory.Past(
        snapshot(node),
        told,
        CheckedJson.instant(node, "toldAt"),
        CheckedJson.field(node, "seen").asBoolean(),
        shares(node));
  }

  private static ApplicationSnapshot snapshot(JsonNode node) throws IOException {
    return SnapshotJson.read(MAPPER.writeValueAsBytes(CheckedJson.field(node, "snapshot")));
  }

  private static List<SourceShare> shares(JsonNode node) throws IOException {
    List<SourceShare> shares = new ArrayList<>();
    for (JsonNode each : CheckedJson.field(node, "sources")) {
      Set<SourceShare.Fact> gives = EnumSet.noneOf(SourceShare.Fact.class);
      for (JsonNode fact : CheckedJson.field(each, "gives")) {
        gives.add(SourceShare.Fact.valueOf(fact.asText()));
      }
      shares.add(
          new SourceShare(
              CheckedJson.field(each, "source").asText(),
              SourceShare.Kind.valueOf(CheckedJson.field(each, "kind").asText()),
              gives));
    }
    return shares;
  }
}
