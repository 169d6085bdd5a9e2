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

import io.firewarden.alerts.threshold.Keys;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the configuration, read key by key. What is wrong is noted as a fault, and reading
 * goes on with the default, so that all faults are found in one go.
 */
final class ConfigSection {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final int MAX_PORT = 65535;

  private final String path;
  private final Map<?, ?> values;
  private final List<String> faults;
  private final Settings notes;
  private final Set<String> known = new LinkedHashSet<>();

  ConfigSection(String path, Map<?, ?> values, List<String> faults, Settings notes) {
    this.path = path;
    this.values = values;
    this.faults = faults;
    this.notes = notes;
  }

  /** Notes the keys that nobody has asked for; to be called last. */
  void refuseUnknownKeys() {
    for (Object key : values.keySet()) {
      String name = String.valueOf(key);
      if (!known.contains(name)) {
        faults.add(Keys.unknown(at(name), "key", Quoted.key(name), known));
      }
    }
  }

  /** Its own key, such as {@code access[0]}. */
  String name() {
    return path;
  }

  /** The keys that stand in it. */
  List<String> keys() {
    return values.keySet().stream().map(String::valueOf).toList();
  }

  boolean has(String key) {
    known.add(key);
    return values.get(key) != null;
  }

  void fault(String key, String rule) {
    faults.add(at(key) + " " + rule);
  }

  /** The value as it stands, or null when it is missing. */
  @Nullable Object raw(String key) {
    known.add(key);
    Object value = values.get(key);
    if (value != null && !(value instanceof Map) && !(value instanceof List)) {
      notes.hidden(at(key)); // for all that is known here
    }
    return value;
  }

  /** The same, of what is no secret. */
  private @Nullable Object open(String key, @Nullable Object fallback) {
    Object value = raw(key);
    notes.shown(at(key), value instanceof Map || value instanceof List ? null : value, fallback);
    return value;
  }

  /** Lets a mapping that is read as a whole be seen; it must not hold a secret. */
  void show(String key) {
    notes.shown(at(key), values.get(key), null);
  }

  ConfigSection section(String key) {
    Object value = raw(key);
    if (value instanceof Map<?, ?> map) {
      return new ConfigSection(at(key), map, faults, notes);
    }
    if (value != null) {
      fault(key, "must be a mapping, but is " + ConfigFile.kind(value));
    }
    return new ConfigSection(at(key), Map.of(), faults, notes);
  }

  /** The mappings in a list. */
  List<ConfigSection> sections(String key) {
    List<ConfigSection> sections = new ArrayList<>();
    List<?> list = list(key);
    for (int i = 0; i < list.size(); i++) {
      String name = key + "[" + i + "]";
      if (list.get(i) instanceof Map<?, ?> map) {
        sections.add(new ConfigSection(at(name), map, faults, notes));
      } else {
        fault(name, "must be a mapping, but is " + ConfigFile.kind(list.get(i)));
      }
    }
    return sections;
  }

  String text(String key, String fallback) {
    Object value = open(key, fallback);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Map || value instanceof List || String.valueOf(value).isBlank()) {
      fault(key, "must be a text that is not empty, but is " + ConfigFile.kind(value));
      return fallback;
    }
    return String.valueOf(value);
  }

  /** A path of a file, which need not exist, or the fallback. */
  @Nullable Path path(String key, @Nullable Path fallback) {
    String text = text(key, "");
    notes.shown(at(key), text.isEmpty() ? null : text, fallback);
    try {
      if (text.chars().noneMatch(Character::isISOControl)) {
        return text.isEmpty() ? fallback : Path.of(text);
      }
    } catch (InvalidPathException ignored) {
      // told below, without the text: it may be what should be in the file
    }
    fault(key, "must be the path of a file, but is none");
    return fallback;
  }

  /** A positive duration. */
  Duration duration(String key, Duration fallback) {
    Object value = open(key, fallback);
    if (value == null) {
      return fallback;
    }
    Matcher matcher = DURATION.matcher(String.valueOf(value));
    if (!matcher.matches()) {
      fault(key, "must be a duration such as 500ms, 15s, 5m, 4h or 1d, but is " + value);
      return fallback;
    }
    long count = Long.parseLong(matcher.group(1));
    if (count == 0) {
      fault(key, "must be longer than zero, but is " + value);
      return fallback;
    }
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (duration.compareTo(LONGEST) > 0) {
      fault(key, "must be at most " + LONGEST.toDays() + "d, but is " + value);
      return fallback;
    }
    return duration;
  }

  /** A positive number of bytes. */
  long bytes(String key, long fallback) {
    Object value = open(key, Settings.bytes(fallback));
    if (value == null) {
      return fallback;
    }
    Matcher matcher = SIZE.matcher(String.valueOf(value));
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      fault(key, "must be a size such as 512KiB, 64MiB or 1GiB, but is " + value);
      return fallback;
    }
    int shift = 10 * List.of("B", "KiB", "MiB", "GiB").indexOf(matcher.group(2));
    return Long.parseLong(matcher.group(1)) << shift;
  }

  boolean flag(String key, boolean fallback) {
    Object value = open(key, fallback);
    if (value == null || value instanceof Boolean) {
      return value == null ? fallback : (Boolean) value;
    }
    fault(key, "must be true or false, but is " + value);
    return fallback;
  }

  /** A number from 1 to the largest. */
  int count(String key, int fallback, int largest) {
    Object value = open(key, fallback);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Integer number && number >= 1 && number <= largest) {
      return number;
    }
    fault(key, "must be a number from 1 to " + largest + ", but is " + value);
    return fallback;
  }

  /** An http or https URL without user information and without query, or the fallback. */
  @Nullable URI url(String key, @Nullable URI fallback) {
    Object value = open(key, fallback);
    return value == null ? fallback : orElse(url(key, value, false), fallback);
  }

  /** An http or https URL that may hold a secret in its path or query; never shown. */
  @Nullable URI secretUrl(String key) {
    Object value = raw(key);
    return value == null ? null : url(key, value, true);
  }

  /** A list of different URLs. */
  List<URI> urls(String key) {
    Map<URI, String> seen = new LinkedHashMap<>();
    List<?> list = list(key);
    for (int i = 0; i < list.size(); i++) {
      addUrl(key + "[" + i + "]", list.get(i), seen);
    }
    return List.copyOf(seen.keySet());
  }

  /** A list of different URLs, of which some may be grouped to lists of their own. */
  List<List<URI>> urlGroups(String key) {
    Map<URI, String> seen = new LinkedHashMap<>();
    List<List<URI>> groups = new ArrayList<>();
    List<?> list = list(key);
    for (int i = 0; i < list.size(); i++) {
      String name = key + "[" + i + "]";
      List<URI> group = new ArrayList<>();
      if (list.get(i) instanceof List<?> several) {
        for (int j = 0; j < several.size(); j++) {
          addUrl(name + "[" + j + "]", several.get(j), seen).ifPresent(group::add);
        }
      } else {
        addUrl(name, list.get(i), seen).ifPresent(group::add);
      }
      if (!group.isEmpty()) {
        groups.add(group);
      } else if (list.get(i) instanceof List<?> several && several.isEmpty()) {
        fault(name, "must name at least one URL, but is an empty list");
      }
    }
    return groups;
  }

  private Optional<URI> addUrl(String name, @Nullable Object value, Map<URI, String> seen) {
    URI url = url(name, String.valueOf(value), false);
    if (url == null) {
      return Optional.empty();
    }
    notes.shown(at(name), url.toString(), null);
    String earlier = seen.putIfAbsent(url, name);
    if (earlier != null) {
      fault(name, "must differ from " + at(earlier) + ", but is " + url + " too");
      return Optional.empty();
    }
    return Optional.of(url);
  }

  /** A host and a port. */
  AgentConfig.Listen listen(String key, AgentConfig.Listen fallback) {
    String text = text(key, fallback.toString());
    Matcher matcher =
        Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):(\\d{1,5})").matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
      fault(
          key,
          "must be host:port such as 127.0.0.1:9475, the port up to 65535, but is "
              + Quoted.address(text));
      return fallback;
    }
    String host = matcher.group(1);
    return new AgentConfig.Listen(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(matcher.group(2)));
  }

  /** Ports, as {@code 4040-4056}. */
  AgentConfig.PortRange ports(String key, AgentConfig.PortRange fallback) {
    Object value = open(key, fallback);
    if (value == null) {
      return fallback;
    }
    Matcher matcher = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?").matcher(value.toString());
    if (matcher.matches()) {
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      if (first > 0 && first <= last && last <= MAX_PORT) {
        return new AgentConfig.PortRange(first, last);
      }
    }
    fault(key, "must be ports such as 4040-4056, from 1 to 65535, but is " + value);
    return fallback;
  }

  /** Whether somebody wrote a list without anything in it. */
  boolean isEmptyList(String key) {
    return raw(key) instanceof List<?> list && list.isEmpty();
  }

  /** Texts that are not empty; one of them may stand without a list. */
  List<String> texts(String key) {
    Object value = raw(key);
    List<String> texts = new ArrayList<>();
    for (Object one : value == null || value instanceof List ? list(key) : List.of(value)) {
      if (one == null || one instanceof Map || one instanceof List || one.toString().isBlank()) {
        fault(key, "must hold texts that are not empty, but has " + ConfigFile.kind(one));
      } else {
        texts.add(one.toString());
      }
    }
    if (value instanceof List && texts.isEmpty()) {
      fault(key, "must hold at least one text, but is empty");
    }
    if (!texts.isEmpty()) {
      notes.shown(at(key), List.copyOf(texts), null);
    }
    return texts;
  }

  private List<?> list(String key) {
    Object value = raw(key);
    if (value == null || value instanceof List) {
      return value == null ? List.of() : (List<?>) value;
    }
    fault(key, "must be a list, but is " + ConfigFile.kind(value));
    return List.of();
  }

  private @Nullable URI url(String key, Object value, boolean secret) {
    String text = String.valueOf(value);
    String fault = UrlText.fault(text, secret);
    if (fault != null) {
      fault(key, fault);
      return null;
    }
    return URI.create(text);
  }

  private static @Nullable URI orElse(@Nullable URI url, @Nullable URI fallback) {
    return url == null ? fallback : url;
  }

  private String at(String key) {
    return path.isEmpty() ? Quoted.key(key) : path + "." + Quoted.key(key);
  }

  /** The plain map, for who reads it as a whole. */
  Map<String, Object> map(String key) {
    Map<String, Object> map = new HashMap<>();
    if (raw(key) instanceof Map<?, ?> found) {
      found.forEach((k, v) -> map.put(String.valueOf(k), v));
    } else {
      section(key);
    }
    return map;
  }
}
