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
package io.firewarden.agent.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A YAML file, read as a plain map. */
final class ConfigFile {
  private static final long MAX_BYTES = 1 << 20;
  private static final ObjectMapper YAML =
      new YAMLMapper(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ConfigFile() {}

  /** The file's mapping; empty when the file holds nothing but comments. */
  static Map<String, Object> read(Path file) throws InvalidConfigException {
    String text = text(file);
    try {
      Object value = YAML.readValue(text, Object.class);
      if (value == null || value.equals("")) {
        return Map.of();
      }
      if (!(value instanceof Map<?, ?> map)) {
        throw invalid(file + " must hold a mapping of keys to values, but holds " + kind(value));
      }
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, entry) -> copy.put(String.valueOf(key), entry));
      return copy;
    } catch (JsonProcessingException e) {
      if (text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"))) {
        return Map.of();
      }
      JsonLocation at = e.getLocation();
      String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      throw invalid(file + place + ": is not valid YAML: " + told(e));
    }
  }

  /** What a value is, in the words of YAML; nothing of a text, which may be a secret. */
  static String kind(@Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    if (value instanceof Map) {
      return "a mapping";
    }
    if (value instanceof List) {
      return "a list";
    }
    if (value instanceof String text) {
      return text.isBlank() ? "an empty text" : "a text";
    }
    return value instanceof Number ? "a number" : "the value " + value; // a PIN is a number
  }

  /** What the parser found, without the lines that it quotes: there may be a secret in them. */
  private static String told(JsonProcessingException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining(", "));
  }

  private static String text(Path file) throws InvalidConfigException {
    try {
      if (Files.isDirectory(file)) {
        throw invalid(file + " must be a file, but is a directory");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw invalid(
            file + " must have at most " + MAX_BYTES + " bytes, but has " + Files.size(file));
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw invalid(file + " does not exist");
    } catch (AccessDeniedException e) {
      throw invalid(file + " cannot be read: permission denied");
    } catch (MalformedInputException e) {
      throw invalid(file + " must be UTF-8 text, but is not");
    } catch (IOException e) {
      throw invalid(file + " cannot be read: " + e.getMessage());
    }
  }

  private static InvalidConfigException invalid(String fault) {
    return new InvalidConfigException(List.of(fault));
  }
}
