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
package io.firewarden.agent.state;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * JSON that shows its own damage: an object with the version of its schema, the time at which it
 * was written, what it tells, and a checksum of all that.
 */
public final class CheckedJson {
  private static final String VERSION = "schemaVersion";
  private static final String WRITTEN_AT = "writtenAt";
  private static final String CHECKSUM = "checksum";

  private static final ObjectMapper mapper =
      JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private CheckedJson() {}

  /** Writes the fields of an object, token by token: nothing raw. */
  @FunctionalInterface
  public interface Fields {
    /** Writes all of them; the object is open, and stays so. */
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * The JSON of a state.
   *
   * @param version raised when a field is renamed, removed or changes its meaning; additions do not
   *     raise it
   */
  public static byte[] write(int version, Instant now, Fields fields) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (JsonGenerator json = mapper.createGenerator(plain)) {
      json.writeStartObject();
      json.writeNumberField(VERSION, version);
      json.writeStringField(WRITTEN_AT, now.toString());
      fields.write(json);
      json.writeEndObject();
    }
    byte[] said = plain.toByteArray();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (JsonParser parser = mapper.createParser(said);
        JsonGenerator json = mapper.createGenerator(all).useDefaultPrettyPrinter()) {
      parser.nextToken();
      json.writeStartObject();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        json.copyCurrentStructure(parser);
      }
      json.writeStringField(CHECKSUM, checksum(said));
      json.writeEndObject();
    }
    return all.toByteArray();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws JsonMappingException if it is JSON, but of another version or damaged
   * @throws IOException if it is not JSON, or torn
   */
  public static JsonNode read(byte[] json, int version) throws IOException {
    JsonNode root = mapper.readTree(json);
    int told = root.path(VERSION).asInt(-1);
    if (told != version || !(root instanceof ObjectNode object)) {
      throw fault(VERSION + " must be " + version + ", but is " + told);
    }
    String checksum = field(object, CHECKSUM).asText();
    object.remove(CHECKSUM);
    String sum = checksum(mapper.writeValueAsBytes(object));
    if (!sum.equals(checksum)) {
      throw fault("checksum must be " + sum + ", but is " + checksum + ": the file was damaged");
    }
    return object;
  }

  /** Of all that is said, whatever the white space between. */
  private static String checksum(byte[] said) {
    CRC32C crc = new CRC32C();
    crc.update(said);
    return String.format("%08x", crc.getValue());
  }

  /** The field of that name, which must be there. */
  public static JsonNode field(JsonNode node, String name) throws IOException {
    JsonNode field = node.get(name);
    if (field == null || field.isNull()) {
      throw fault("the field '" + name + "' is missing");
    }
    return field;
  }

  /** The time in a field that must be there. */
  public static Instant instant(JsonNode node, String name) throws IOException {
    return Instant.parse(field(node, name).asText());
  }

  /** The time in a field, or null without one. */
  public static @Nullable Instant optional(JsonNode node, String name) {
    String text = node.path(name).asText(null);
    return text == null ? null : Instant.parse(text);
  }

  /** A time, or null, as a field. */
  public static void put(JsonGenerator json, String name, @Nullable Instant time)
      throws IOException {
    json.writeStringField(name, time == null ? null : time.toString());
  }

  /** That it is JSON, but not what it should be. */
  public static JsonMappingException fault(String what) {
    return JsonMappingException.from((JsonParser) null, what);
  }
}
