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
package io.firewarden.agent.discovery;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.firewarden.agent.config.Quoted;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file of drivers: YAML or JSON with a list of URLs, a list of groups of targets with
 * labels in the form of Prometheus' file-based discovery, or URLs with white space between them.
 */
final class DriverList {
  private static final String EMPTY = " is empty; write [] for no drivers";
  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_DRIVERS = 10_000;
  private static final int MAX_LABELS = 16;
  private static final int MAX_VALUE = 200;
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,99}");
  private static final Pattern ADDRESS =
      Pattern.compile("https?://(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?(/[^?#\\s]*)?");
  private static final ObjectMapper YAML =
      new YAMLMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final String file;
  private final Map<String, Discovered.Driver> drivers = new LinkedHashMap<>();

  private DriverList(String file) {
    this.file = file;
  }

  /**
   * The file's text.
   *
   * @throws IOException if it cannot be had; the message names the file
   */
  static String read(Path file) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        throw new IOException(file + " must be a file, but is a directory");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(
            file + " must have at most " + MAX_BYTES + " bytes, but has " + Files.size(file));
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + " cannot be read: permission denied", e);
    } catch (MalformedInputException e) {
      throw new IOException(file + " must be UTF-8 text, but is not", e);
    }
  }

  /**
   * The drivers in a text, each address once.
   *
   * @throws IOException if the text is none of the forms; the message names file, place and rule
   */
  static List<Discovered.Driver> parse(String file, String text) throws IOException {
    if (text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"))) {
      throw new IOException(file + EMPTY);
    }
    Object value;
    try {
      value = YAML.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      throw new IOException(file + place + " is not valid YAML or JSON", e);
    }
    if (value == null || value.equals("")) {
      throw new IOException(file + EMPTY);
    }
    DriverList list = new DriverList(file);
    list.addAll(value);
    return List.copyOf(list.drivers.values());
  }

  private void addAll(Object value) throws IOException {
    if (value instanceof String words) {
      for (String word : SPACE.split(words.strip(), -1)) {
        add("its text", word, "http", Map.of());
      }
    } else if (value instanceof List<?> entries) {
      for (int i = 0; i < entries.size(); i++) {
        String place = "entry " + (i + 1);
        if (entries.get(i) instanceof Map<?, ?> group) {
          addGroup(place, group);
        } else {
          add(place, String.valueOf(entries.get(i)), "http", Map.of());
        }
      }
    } else {
      throw new IOException(file + " must hold a list of URLs or of groups of targets");
    }
  }

  private void addGroup(String place, Map<?, ?> group) throws IOException {
    for (Object key : group.keySet()) {
      if (!key.equals("targets") && !key.equals("labels")) {
        throw new IOException(
            file
                + ": "
                + place
                + " must have the keys targets and labels only, but has "
                + Quoted.key(String.valueOf(key)));
      }
    }
    if (!(group.get("targets") instanceof List<?> targets)) {
      throw new IOException(file + ": " + place + " must have a list of targets");
    }
    Map<String, String> labels = labels(place, group.get("labels"));
    String scheme = labels.getOrDefault("__scheme__", "http");
    labels.keySet().removeIf(name -> name.startsWith("__"));
    if (labels.size() > MAX_LABELS) {
      throw new IOException(file + ": " + place + " must have at most " + MAX_LABELS + " labels");
    }
    for (Object target : targets) {
      add(place, String.valueOf(target), scheme, labels);
    }
  }

  private Map<String, String> labels(String place, @Nullable Object value) throws IOException {
    Map<String, String> labels = new TreeMap<>();
    if (value == null) {
      return labels;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new IOException(file + ": the labels of " + place + " must be a mapping");
    }
    for (Map.Entry<?, ?> label : map.entrySet()) {
      String name = String.valueOf(label.getKey());
      String text = String.valueOf(label.getValue());
      if (!LABEL.matcher(name).matches()
          || label.getValue() instanceof Map
          || label.getValue() instanceof List
          || text.length() > MAX_VALUE) {
        throw new IOException(
            file
                + ": the labels of "
                + place
                + " must have names of letters, digits and _ and texts of at most "
                + MAX_VALUE
                + " characters");
      }
      labels.put(name, text);
    }
    return labels;
  }

  private void add(String place, String address, String scheme, Map<String, String> labels)
      throws IOException {
    String url = address.contains("://") ? address : scheme + "://" + address;
    URI uri;
    try {
      uri = new URI(url.replaceFirst("/+$", ""));
    } catch (URISyntaxException e) {
      uri = null;
    }
    if (uri == null || !ADDRESS.matcher(url).matches()) {
      throw new IOException(
          file
              + ": "
              + place
              + " must be host:port or an http or https URL without user, query and fragment, but"
              + " is not"); // not quoted: it may hold a password
    }
    if (drivers.size() == MAX_DRIVERS) {
      throw new IOException(file + " must name at most " + MAX_DRIVERS + " drivers");
    }
    Facts facts = labels.isEmpty() ? Facts.NONE : new Facts(labels, List.of());
    drivers.putIfAbsent(uri.toString(), new Discovered.Driver(uri, null, facts));
  }
}
