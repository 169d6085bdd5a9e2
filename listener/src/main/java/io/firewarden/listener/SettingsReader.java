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
package io.firewarden.listener;

import static java.util.Locale.ROOT;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.firewarden.alerts.threshold.Keys;
import io.firewarden.alerts.threshold.ThresholdSettings;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.listener.secret.NamedFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the listener's settings from Spark's. A setting that is wrong becomes a fault and its
 * default; a key that nobody knows is a fault too, since a typing error must not mean the default
 * in silence.
 */
final class SettingsReader {
  static final String PREFIX = "spark.firewarden.";
  private static final String THRESHOLD = "threshold.";
  static final int DEFAULT_PORT = 9474;
  private static final int DEFAULT_RETRIES = 16;
  private static final int DEFAULT_SERIES = 5000;
  private static final double DEFAULT_MEMORY_FRACTION = 0.6;
  private static final int MAX_CLUSTER = 100;
  private static final int SHOWN = 60;
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|min|h)");
  private static final Pattern LOCAL_MASTER = Pattern.compile("local(\\[.*])?");
  private static final Set<String> KEYS =
      Stream.of(
              List.of(
                  "enabled",
                  "port",
                  "host",
                  "cluster",
                  "window",
                  "check.interval",
                  "executor.interval",
                  "series.limit"),
              PushSettings.KEYS,
              ProtectionSettings.KEYS)
          .flatMap(List::stream)
          .collect(toUnmodifiableSet());

  private final Map<String, String> conf;
  private final List<String> faults = new ArrayList<>();

  private SettingsReader(Map<String, String> conf) {
    this.conf = conf;
  }

  static ListenerSettings read(Map<String, String> conf) {
    return new SettingsReader(conf).read();
  }

  private ListenerSettings read() {
    checkKeys();
    value("enabled", true, "true or false", SettingsReader::bool);
    String driverHost = conf.getOrDefault("spark.driver.host", "localhost");
    String bindHost = conf.getOrDefault("spark.driver.bindAddress", driverHost);
    String host = value("host", bindHost, "a host name or address", SettingsReader::text);
    String cluster =
        value(
            "cluster",
            "default",
            "a name of 1 to " + MAX_CLUSTER + " characters",
            SettingsReader::name);
    return new ListenerSettings(
        host,
        isWildcard(host) ? driverHost : host,
        value("port", DEFAULT_PORT, "a number from 0 to 65535", whole(0, 65535)),
        spark("spark.port.maxRetries", DEFAULT_RETRIES, whole(0, 65535)),
        cluster,
        duration("window", Duration.ofMinutes(5), Duration.ofMinutes(2), Duration.ofHours(24)),
        duration(
            "check.interval", Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(1)),
        duration(
            "executor.interval",
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5)),
        value(
            "series.limit", DEFAULT_SERIES, "a number from 100 to 1000000", whole(100, 1_000_000)),
        ProtectionSettings.read(conf),
        PushSettings.read(conf, cluster, pushInterval(), faults),
        LabelSettings.read(conf, faults),
        thresholds(),
        spark("spark.memory.fraction", DEFAULT_MEMORY_FRACTION, Double::valueOf),
        LOCAL_MASTER.matcher(conf.getOrDefault("spark.master", "")).matches(),
        faults);
  }

  private Duration pushInterval() {
    return duration(
        PushSettings.INTERVAL,
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        Duration.ofMinutes(10));
  }

  private void checkKeys() {
    for (String key : new TreeSet<>(conf.keySet())) {
      String name = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : "";
      boolean family = name.startsWith(THRESHOLD) || name.startsWith(LabelSettings.NAMES);
      if (!name.isEmpty() && !family && !KEYS.contains(name)) {
        Optional<String> nearest = Keys.nearest(name, KEYS);
        // Not its value: nobody knows what it was meant to be.
        faults.add(
            key
                + " is not a setting of Firewarden and is ignored"
                + nearest.map(known -> "; did you mean " + PREFIX + known + "?").orElse(""));
      }
    }
  }

  private ThresholdValues thresholds() {
    String prefix = PREFIX + THRESHOLD;
    Map<String, String> limits =
        conf.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(prefix))
            .collect(
                toMap(entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
    ThresholdSettings read = ThresholdSettings.parse(prefix, limits);
    read.faults().forEach(fault -> faults.add(fault + "; it is ignored"));
    return read.values();
  }

  private <T> T value(String name, T byDefault, String rule, Function<String, @Nullable T> parse) {
    String key = PREFIX + name;
    String text = conf.get(key);
    if (text == null) {
      return byDefault;
    }
    T parsed = parse.apply(text.trim());
    if (parsed == null) {
      faults.add(fault(key, rule, text) + "; using " + byDefault);
      return byDefault;
    }
    return parsed;
  }

  static String fault(String key, String rule, String found) {
    String shown = found.length() > SHOWN ? found.substring(0, SHOWN) + "..." : found;
    return key + " must be " + rule + ", but is \"" + shown + "\"";
  }

  /** A file that a setting names; what is no path may be the secret itself, so it is not shown. */
  static @Nullable NamedFile file(String key, String text, Consumer<String> faults) {
    try {
      if (!text.isEmpty()) {
        return new NamedFile(key, Path.of(text));
      }
    } catch (InvalidPathException e) {
      // Told below.
    }
    faults.accept(key + " must be the path of a file, but is not");
    return null;
  }

  private Duration duration(String name, Duration byDefault, Duration min, Duration max) {
    String rule =
        "a duration from " + show(min) + " to " + show(max) + ", such as " + show(byDefault);
    return value(name, new DurationText(byDefault), rule, text -> durationText(text, min, max))
        .value();
  }

  private static @Nullable DurationText durationText(String text, Duration min, Duration max) {
    Duration parsed = parseDuration(text);
    if (parsed == null || parsed.compareTo(min) < 0 || parsed.compareTo(max) > 0) {
      return null;
    }
    return new DurationText(parsed);
  }

  /** A setting of Spark's own: Spark complains about a wrong one, if it matters. */
  private <T> T spark(String key, T byDefault, Function<String, @Nullable T> parse) {
    String text = conf.get(key);
    if (text == null) {
      return byDefault;
    }
    try {
      T parsed = parse.apply(text.trim());
      return parsed == null ? byDefault : parsed;
    } catch (NumberFormatException e) {
      return byDefault;
    }
  }

  private static Function<String, @Nullable Integer> whole(int min, int max) {
    return text -> {
      try {
        int number = Integer.parseInt(text);
        return number >= min && number <= max ? Integer.valueOf(number) : null;
      } catch (NumberFormatException e) {
        return null;
      }
    };
  }

  private static @Nullable Boolean bool(String text) {
    return switch (text.toLowerCase(ROOT)) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> null;
    };
  }

  private static @Nullable String text(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable String name(String text) {
    return text.isEmpty() || text.length() > MAX_CLUSTER ? null : text;
  }

  static @Nullable Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text.toLowerCase(ROOT));
    if (!matcher.matches()) {
      return null;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  private static String show(Duration duration) {
    if (duration.toSecondsPart() > 0) {
      return duration.toSeconds() + "s";
    }
    return duration.toMinutesPart() > 0 ? duration.toMinutes() + "m" : duration.toHours() + "h";
  }

  private static boolean isWildcard(String host) {
    return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
  }

  /** A duration that reads as it is written in a setting. */
  private record DurationText(Duration value) {
    @Override
    public String toString() {
      return show(value);
    }
  }
}
