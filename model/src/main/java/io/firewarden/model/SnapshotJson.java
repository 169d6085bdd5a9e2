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
package io.firewarden.model;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonAppend;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot's durable JSON form: an object with {@code schemaVersion} and the components of
 * {@link ApplicationSnapshot} by their names. Instants are ISO 8601 in UTC; what is unknown is
 * null.
 */
public final class SnapshotJson {
  /**
   * Raised when a field is renamed, removed or changes its meaning, when a field is added that must
   * be there, or when an enumeration gets a new value other than a {@link Gap}. A field that may be
   * null is added without: a snapshot that lacks it is read as one that does not know it.
   */
  public static final int SCHEMA_VERSION = 1;

  private static final String VERSION_FIELD = "schemaVersion";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(BoundedReading.module())
          .addMixIn(ApplicationSnapshot.class, Versioned.class)
          // A null in a list or a map would break whoever goes through it.
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .annotationIntrospector(new RequiredUnlessNullable())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Of all enumerations only gaps have one.
          .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
          // The components of a record and nothing that it derives from them.
          .visibility(PropertyAccessor.GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .build();

  private static final ObjectWriter WRITER =
      MAPPER
          .writerFor(ApplicationSnapshot.class)
          .withAttribute(VERSION_FIELD, SCHEMA_VERSION)
          .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private static final ObjectReader READER = MAPPER.readerFor(ApplicationSnapshot.class);

  private static final Set<String> COMPONENTS =
      Arrays.stream(ApplicationSnapshot.class.getRecordComponents())
          .map(RecordComponent::getName)
          .collect(Collectors.toUnmodifiableSet());

  private SnapshotJson() {}

  /** The snapshot as UTF-8 encoded JSON. */
  public static byte[] write(ApplicationSnapshot snapshot) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try {
      write(snapshot, json);
    } catch (IOException e) {
      throw new UncheckedIOException("a snapshot could not be written as JSON", e);
    }
    return json.toByteArray();
  }

  /** Writes the snapshot as UTF-8 encoded JSON, bit by bit. The stream stays open. */
  public static void write(ApplicationSnapshot snapshot, OutputStream out) throws IOException {
    WRITER.writeValue(out, snapshot);
  }

  /**
   * Reads what {@link #write} has written; fields that this version does not know are skipped.
   *
   * @throws IOException if it is not JSON, is of a newer schema, or lacks a field; the message
   *     names the field and what was found
   */
  public static ApplicationSnapshot read(byte[] json) throws IOException {
    return read(new ByteArrayInputStream(json), READER);
  }

  /**
   * Reads what somebody else may have written, bit by bit: refuses also times that a driver's clock
   * cannot have told. The stream stays open.
   *
   * @param latest what a driver's clock may say at most
   * @throws IOException as above, or as the stream throws it, perhaps as a cause
   */
  public static ApplicationSnapshot read(InputStream json, Instant latest) throws IOException {
    return read(json, READER.withAttribute(BoundedReading.LATEST, latest));
  }

  private static ApplicationSnapshot read(InputStream json, ObjectReader reader)
      throws IOException {
    try (JsonParser parser = MAPPER.createParser(json)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE); // whose end may never come
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new IOException("a snapshot must be a JSON object, but is " + kind(first));
      }
      readVersion(parser);
      if (parser.currentToken() == JsonToken.END_OBJECT) {
        throw new IOException("a snapshot must have more fields than " + VERSION_FIELD);
      }
      return reader.readValue(parser);
    } catch (JsonMappingException e) {
      throw new IOException(
          "snapshot" + path(e) + ": " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    }
  }

  private static String kind(@Nullable JsonToken first) {
    if (first == null) {
      return "missing";
    }
    return first == JsonToken.START_ARRAY ? "an array" : "a " + first.name();
  }

  /** The version comes before all that it is about; the parser stands behind it then. */
  private static void readVersion(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME
        && !COMPONENTS.contains(parser.currentName())) {
      boolean found = parser.currentName().equals(VERSION_FIELD);
      parser.nextToken();
      if (found) {
        checkVersion(parser);
        parser.nextToken();
        return;
      }
      parser.skipChildren();
    }
    throw invalidVersion("missing");
  }

  private static void checkVersion(JsonParser parser) throws IOException {
    boolean isInt =
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() == JsonParser.NumberType.INT;
    if (!isInt || parser.getIntValue() < 1) {
      throw invalidVersion(parser.getText());
    }
    if (parser.getIntValue() > SCHEMA_VERSION) {
      throw new IOException(
          VERSION_FIELD
              + " is "
              + parser.getIntValue()
              + ", but this version of Firewarden reads at most "
              + SCHEMA_VERSION);
    }
  }

  private static IOException invalidVersion(String found) {
    return new IOException(
        VERSION_FIELD + " must be a number from 1 to " + SCHEMA_VERSION + ", but is " + found);
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getFieldName())
        .collect(Collectors.joining());
  }

  /** A snapshot's JSON begins with the version, which is not a part of the snapshot. */
  @JsonAppend(attrs = @JsonAppend.Attr(VERSION_FIELD), prepend = true)
  private static final class Versioned {}

  /**
   * Takes every component of a record as required that is not marked as nullable; a record has one
   * constructor here, whose parameters are its components.
   */
  private static final class RequiredUnlessNullable extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
      RecordComponent[] components = member.getDeclaringClass().getRecordComponents();
      if (components == null || !(member instanceof AnnotatedParameter parameter)) {
        return super.hasRequiredMarker(member);
      }
      return !components[parameter.getIndex()]
          .getAnnotatedType()
          .isAnnotationPresent(Nullable.class);
    }

    /** What is not known is skipped where it stands; else a record keeps it until it is whole. */
    @Override
    public JsonIgnoreProperties.Value findPropertyIgnoralByName(
        MapperConfig<?> config, Annotated a) {
      return super.findPropertyIgnoralByName(config, a).withIgnoreUnknown();
    }
  }
}
