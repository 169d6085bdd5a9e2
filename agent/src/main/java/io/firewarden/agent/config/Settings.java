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

import io.firewarden.agent.config.AgentConfig.PortRange;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Notes of what was read of a configuration, and of what it falls back to. What nobody has said to
 * be fit to be shown is hidden.
 */
final class Settings {
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|passwd|secret|token|key|credential|authorization|cookie).*");
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int MINUTES_PER_HOUR = 60;
  private static final int KIBI = 1024;

  private final Map<String, Setting> byKey = new LinkedHashMap<>();

  /** A value was given; it stays hidden unless it is {@linkplain #shown shown} as well. */
  void hidden(String key) {
    byKey.putIfAbsent(key, new Setting(key, Setting.HIDDEN, true));
  }

  /**
   * A value that may be seen, unless its key tells of a secret.
   *
   * @param given what the file has, or null
   * @param fallback what holds without it, or null
   */
  void shown(String key, @Nullable Object given, @Nullable Object fallback) {
    boolean secret = tellsOfSecret(key) && !key.matches(".*[-.](file|env)");
    Object value = given == null ? text(fallback) : given;
    byKey.put(
        key, new Setting(key, secret && value != null ? Setting.HIDDEN : value, given != null));
  }

  /** Whether a key or a header looks like the name of a secret. */
  static boolean tellsOfSecret(String name) {
    return SECRET.matcher(name).matches();
  }

  List<Setting> all() {
    return List.copyOf(byKey.values());
  }

  /** A default as it would be written in a file. */
  private static @Nullable Object text(@Nullable Object value) {
    if (value instanceof Duration duration) {
      return text(duration);
    }
    if (value instanceof PortRange ports) {
      return ports.first() + "-" + ports.last();
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value;
    }
    String text = Objects.toString(value, "");
    return text.isEmpty() ? null : text;
  }

  private static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (duration.toMillis() % 1000 != 0) {
      return duration.toMillis() + "ms";
    }
    if (seconds == 0 || seconds % SECONDS_PER_MINUTE != 0) {
      return seconds + "s";
    }
    long minutes = seconds / SECONDS_PER_MINUTE;
    return minutes % MINUTES_PER_HOUR == 0 ? minutes / MINUTES_PER_HOUR + "h" : minutes + "m";
  }

  /** A number of bytes as it would be written in a file. */
  static String bytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB"};
    long left = bytes;
    int unit = 0;
    while (unit < units.length - 1 && left > 0 && left % KIBI == 0) {
      left /= KIBI;
      unit++;
    }
    return left + units[unit];
  }
}
