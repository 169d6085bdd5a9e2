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
package io.firewarden.agent.discovery.yarn;

import io.firewarden.agent.discovery.yarn.YarnJson.App;
import io.firewarden.model.Application;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is made of a ResourceManager's entry: the application's identity, labels and address. */
final class YarnApplication {
  /** The first number is when the ResourceManager started that took it in. */
  private static final Pattern ID = Pattern.compile("application_(\\d{1,15})_\\d{1,15}");

  private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.-]{1,60}");
  private static final Pattern NAMED_TAG =
      Pattern.compile("([a-z][a-z0-9_]{0,29})[:=]([A-Za-z0-9_.@-]{1,60})");
  private static final List<String> TAKEN =
      List.of("queue", "tags", "cluster", "app_id", "app_name");
  private static final int MAX_TAGS = 5;

  private YarnApplication() {}

  static boolean hasId(App app) {
    return app.id() != null && ID.matcher(app.id()).matches();
  }

  /** Only for an entry that {@link #hasId}. */
  static String id(App app) {
    return Objects.requireNonNull(app.id(), "id");
  }

  static Application of(App app) {
    return new Application(
        id(app),
        Objects.requireNonNullElse(app.name(), ""),
        Objects.requireNonNullElse(app.user(), ""),
        "",
        false,
        null,
        startedAt(app),
        null,
        null,
        labels(app));
  }

  /** Its queue and its tags: {@code team:risk} is the label team, and what has no name is a tag. */
  static Map<String, String> labels(App app) {
    Map<String, String> labels = new TreeMap<>();
    String queue = Objects.requireNonNullElse(app.queue(), "");
    if (QUEUE.matcher(queue).matches()) {
      labels.put("queue", queue);
    }
    List<String> plain = new ArrayList<>();
    String tags = Objects.requireNonNullElse(app.applicationTags(), "");
    for (String tag : tags.split(",", -1)) {
      Matcher named = NAMED_TAG.matcher(tag.strip());
      if (labels.size() + plain.size() > MAX_TAGS) {
        break;
      } else if (named.matches() && !TAKEN.contains(named.group(1))) {
        labels.putIfAbsent(named.group(1), named.group(2));
      } else if (TAG.matcher(tag.strip()).matches()) {
        plain.add(tag.strip());
      }
    }
    if (!plain.isEmpty()) {
      labels.put("tags", String.join(",", plain));
    }
    return labels;
  }

  /**
   * Where its driver is read: never at its own port, which sends everybody but the proxy away.
   *
   * @param webProxy the proxy, or null for the one that the ResourceManager names
   * @return empty when it has no web UI, or not yet
   */
  static Optional<URI> driver(App app, @Nullable URI webProxy) {
    String path = "/proxy/" + id(app);
    try {
      URI told = URI.create(Objects.requireNonNullElse(app.trackingUrl(), ""));
      String toldPath = Objects.requireNonNullElse(told.getRawPath(), "");
      boolean isProxy =
          String.valueOf(told.getScheme()).matches("https?")
              && told.getRawAuthority() != null
              && toldPath.replaceFirst("/+$", "").endsWith(path);
      if (!isProxy) {
        return Optional.empty();
      }
      String base =
          webProxy == null
              ? told.getScheme() + "://" + told.getRawAuthority() + toldPath
              : webProxy.toString().replaceFirst("/+$", "") + path;
      return Optional.of(URI.create(base.replaceFirst("/+$", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Without the permission to see it: not before the ResourceManager that took it in. */
  private static Instant startedAt(App app) {
    if (app.startedTime() > 0) {
      return Instant.ofEpochMilli(app.startedTime());
    }
    Matcher id = ID.matcher(id(app));
    return id.matches() ? Instant.ofEpochMilli(Long.parseLong(id.group(1))) : Instant.EPOCH;
  }
}
