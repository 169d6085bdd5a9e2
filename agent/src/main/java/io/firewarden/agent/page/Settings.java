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

import io.firewarden.agent.config.Secret;
import io.firewarden.alerts.figure.Figures;
import io.firewarden.alerts.threshold.Thresholds;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a configuration by their names, in the order of its records. Of a record only
 * that is shown which it tells of itself in its {@code toString}: what its author keeps from logs
 * is kept from pages too. So is whatever has a name like that of a secret.
 */
final class Settings {
  /** What stands for a secret that is set. */
  static final String HIDDEN = "set, not shown";

  private static final Set<String> SECRET =
      Set.of("token", "password", "passphrase", "secret", "credential", "key", "headers");

  private static final int MOST = 1000;

  private final Map<String, String> values = new LinkedHashMap<>();

  private Settings() {}

  /** The settings that the record and those within it hold. */
  static Map<String, String> of(Record configuration) {
    Settings settings = new Settings();
    settings.add("", configuration);
    return settings.values;
  }

  private void add(String path, Record record) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      String name = kebab(component.getName());
      Object value = value(record, component);
      add(path.isEmpty() ? name : path + "." + name, value, isOpen(record, name, value));
    }
  }

  private void add(String path, @Nullable Object value, boolean open) {
    if (values.size() >= MOST || value instanceof Thresholds) {
      return;
    }
    if (value == null) {
      values.put(path, "not set");
    } else if (value instanceof Map<?, ?> map && map.isEmpty()) {
      values.put(path, "none");
    } else if (!open || value instanceof Secret) {
      values.put(path, HIDDEN);
    } else if (value instanceof Collection<?> list) {
      int index = 0;
      for (Object each : list) {
        add(path + "[" + index + "]", each, true);
        index++;
      }
      if (list.isEmpty()) {
        values.put(path, "none");
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> add(path + "." + key, each, !isSecret(String.valueOf(key))));
    } else if (value instanceof Record record && !isPlain(record)) {
      add(path, record);
    } else {
      values.put(path, text(path, value));
    }
  }

  /** A record that says itself how it is written is one value. */
  private static boolean isPlain(Record record) {
    return !record.toString().startsWith(record.getClass().getSimpleName() + "[");
  }

  private static boolean isOpen(Record record, String name, @Nullable Object value) {
    return !isSecret(name) && record.toString().contains(String.valueOf(value));
  }

  private static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return SECRET.stream().anyMatch(lower::contains);
  }

  private static String text(String path, Object value) {
    if (value instanceof Duration duration) {
      return Figures.duration(duration);
    }
    if (value instanceof Long bytes && path.matches(".*(bytes|memory|size)")) {
      return Figures.bytes(bytes);
    }
    if (value instanceof URI uri) {
      return uri.toString().replaceFirst("//[^/@]*@", "//").replaceFirst("[?#].*", "");
    }
    return value.toString();
  }

  private static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  private static @Nullable Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      return "not readable"; // a record that is no part of the interface of its package
    }
  }
}
