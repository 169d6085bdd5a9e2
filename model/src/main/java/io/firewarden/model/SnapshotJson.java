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
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot's durable JSON form: an object with {@code schemaVersion} and the components of
 * {@link ApplicationSnapshot} by their names. Instants are ISO 8601 in UTC; what is unknown is
 * null.
 */
public final class SnapshotJson {
  /**
   * Raised when a field is renamed, removed or changes its meaning, or an enumeration gets a new
   * value; additions of fields and of {@link Gap gaps} do not raise it.
   */
  public static final int SCHEMA_VERSION = 1;

  private static final String VERSION_FIELD = "schemaVersion";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
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

  private SnapshotJson() {}

  /** The snapshot as UTF-8 encoded JSON. */
  public static byte[] write(ApplicationSnapshot snapshot) {
    ObjectNode json = MAPPER.createObjectNode().put(VERSION_FIELD, SCHEMA_VERSION);
    json.setAll(MAPPER.<ObjectNode>valueToTree(snapshot));
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a snapshot could not be written as JSON", e);
    }
  }

  /**
   * Reads what {@link #write} has written; fields that this version does not know are skipped.
   *
   * @throws IOException if it is not JSON, is of a newer schema, or lacks a field; the message
   *     names the field and what was found
   */
  public static ApplicationSnapshot read(byte[] json) throws IOException {
    JsonNode tree = MAPPER.readTree(json);
    if (!(tree instanceof ObjectNode)) {
      throw new IOException(
          "a snapshot must be a JSON object, but is " + tree.getNodeType().name());
    }
    checkVersion(tree.get(VERSION_FIELD));
    try {
      return MAPPER.treeToValue(tree, ApplicationSnapshot.class);
    } catch (JsonMappingException e) {
      throw new IOException(
          "snapshot" + path(e) + ": " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    }
  }

  private static void checkVersion(@Nullable JsonNode version) throws IOException {
    if (version == null || !version.isInt() || version.intValue() < 1) {
      throw new IOException(
          VERSION_FIELD
              + " must be a number from 1 to "
              + SCHEMA_VERSION
              + ", but is "
              + (version == null ? "missing" : version));
    }
    if (version.intValue() > SCHEMA_VERSION) {
      throw new IOException(
          VERSION_FIELD
              + " is "
              + version
              + ", but this version of Firewarden reads at most "
              + SCHEMA_VERSION);
    }
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
  }
}
