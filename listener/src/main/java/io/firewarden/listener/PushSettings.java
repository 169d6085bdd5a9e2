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

import io.firewarden.listener.push.PushTarget;
import io.firewarden.listener.secret.NamedFile;
import io.firewarden.listener.secret.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code spark.firewarden.agent.*}. What is wrong with the address or the token switches the
 * pushing off: a snapshot must not go where nobody meant it to go, nor a token be shown on the way.
 */
final class PushSettings {
  static final String URL = "agent.url";
  static final String TOKEN = "agent.token";
  static final String TOKEN_FILE = "agent.token.file";
  static final String INTERVAL = "agent.interval";
  static final String CA_FILE = "agent.ca.file";
  static final String INSECURE = "agent.insecure";
  static final List<String> KEYS = List.of(URL, TOKEN, TOKEN_FILE, INTERVAL, CA_FILE, INSECURE);

  private static final String OFF = "; nothing is pushed";

  private final Map<String, String> conf;
  private final List<String> faults;

  private PushSettings(Map<String, String> conf, List<String> faults) {
    this.conf = conf;
    this.faults = faults;
  }

  /**
   * Where to push, or null when nowhere.
   *
   * @param interval the interval, already read
   * @param faults what is wrong is added here
   */
  static @Nullable PushTarget read(
      Map<String, String> conf, String cluster, Duration interval, List<String> faults) {
    return new PushSettings(conf, faults).read(cluster, interval);
  }

  private @Nullable PushTarget read(String cluster, Duration interval) {
    String text = get(URL);
    if (text == null) {
      return null;
    }
    URI agent = address(text);
    if (agent == null) {
      return null;
    }
    String given = get(TOKEN);
    String file = get(TOKEN_FILE);
    if (given != null && file != null) {
      return off(name(TOKEN) + " and " + name(TOKEN_FILE) + " must not both be set");
    }
    if (given != null && (given.isEmpty() || given.chars().anyMatch(c -> c < '!' || c > '~'))) {
      return off(name(TOKEN) + " must be printable ASCII without spaces, but is not");
    }
    NamedFile tokenFile = file(TOKEN_FILE, file);
    String ca = get(CA_FILE);
    NamedFile caFile = file(CA_FILE, ca);
    if ((file != null && tokenFile == null) || (ca != null && caFile == null)) {
      return null;
    }
    Secret token =
        given != null ? Secret.of(given) : tokenFile == null ? null : Secret.in(tokenFile);
    if (token != null && !maySend(agent)) {
      return null;
    }
    return new PushTarget(agent, cluster, interval, token, caFile);
  }

  private @Nullable URI address(String text) {
    String rule = name(URL) + " must be an http or https URL with a host and no user, query or";
    try {
      URI url = new URI(text);
      boolean http = "http".equalsIgnoreCase(url.getScheme());
      boolean https = "https".equalsIgnoreCase(url.getScheme());
      if ((http || https)
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    off(rule + " fragment, but " + found(text));
    return null;
  }

  /** What stands before an @ or in a query may be a secret, and so may what is no URL at all. */
  private static String found(String text) {
    if (!text.contains("://")) {
      return "does not start with http:// or https://";
    }
    return text.contains("@") ? "has a user" : "is \"" + text.replaceFirst("[?#].*", "...") + '"';
  }

  /** A token that goes over the network in the clear is everybody's. */
  private boolean maySend(URI agent) {
    if ("https".equalsIgnoreCase(agent.getScheme()) || isLoopback(agent.getHost())) {
      return true;
    }
    String insecure = get(INSECURE);
    boolean allowed = "true".equalsIgnoreCase(insecure);
    String said = name(URL) + " must be https or a loopback address when there is a token, but is ";
    if (allowed) {
      faults.add(
          said + agent + "; the token is sent in the clear, as " + name(INSECURE) + " allows");
    } else {
      off(said + agent + " (" + name(INSECURE) + "=true would send the token in the clear)");
    }
    return allowed;
  }

  private static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.equals("[::1]")
        || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  private @Nullable NamedFile file(String key, @Nullable String text) {
    return text == null ? null : SettingsReader.file(name(key), text, this::off);
  }

  private @Nullable PushTarget off(String fault) {
    faults.add(fault + OFF);
    return null;
  }

  private @Nullable String get(String key) {
    String text = conf.get(name(key));
    return text == null ? null : text.trim();
  }

  private static String name(String key) {
    return SettingsReader.PREFIX + key;
  }
}
