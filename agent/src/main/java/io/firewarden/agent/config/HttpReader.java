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

import io.firewarden.agent.config.Notifiers.Bearer;
import io.firewarden.agent.config.Notifiers.Http;
import io.firewarden.agent.config.Notifiers.Login;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads how requests to the receiver of alerts are made. */
final class HttpReader {
  /** What the HTTP client sets itself; it would break were it set by others. */
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "content-type",
          "host",
          "te",
          "transfer-encoding",
          "upgrade");

  private HttpReader() {}

  static Http read(ConfigSection entry) {
    Login login = null;
    if (entry.has("basic")) {
      ConfigSection section = entry.section("basic");
      login = SecretReader.login(section);
      if (login == null && !section.has("password-file") && !section.has("password-env")) {
        section.fault("user", "is missing");
      }
      section.refuseUnknownKeys();
    }
    if (entry.has("bearer")) {
      if (entry.has("basic")) {
        entry.fault("bearer", "must not be given beside basic");
      }
      ConfigSection section = entry.section("bearer");
      login = new Bearer(SecretReader.required(section, "token"));
      section.refuseUnknownKeys();
    }
    Map<String, Secret> headers = headers(entry);
    if (login != null && headers.keySet().stream().anyMatch("Authorization"::equalsIgnoreCase)) {
      entry.fault("headers.Authorization", "must not be given beside basic or bearer");
    }
    Duration timeout = entry.duration("timeout", Http.DEFAULT.timeout());
    return new Http(timeout, proxy(entry), login, headers);
  }

  /** A text stands for itself; a mapping says where the value is. */
  private static Map<String, Secret> headers(ConfigSection entry) {
    Map<String, Secret> headers = new HashMap<>();
    ConfigSection section = entry.section("headers");
    for (String name : entry.map("headers").keySet()) {
      if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
          || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
        section.fault(name, "must be the name of a header that the agent does not set itself");
      } else if (section.raw(name) instanceof Map<?, ?>) {
        ConfigSection value = section.section(name);
        Secret secret = SecretReader.inMapping(value);
        value.refuseUnknownKeys();
        headers.put(name, secret);
      } else {
        // Not by text(), which lets the value be shown.
        String value = String.valueOf(section.raw(name));
        if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
          section.fault(name, "must be printable ASCII characters, but holds others");
        } else {
          headers.put(name, new Secret.Given(value));
        }
      }
    }
    return headers;
  }

  static @Nullable URI proxy(ConfigSection entry) {
    URI proxy = entry.url("proxy", null);
    if (proxy != null && (!"http".equals(proxy.getScheme()) || proxy.getPort() < 0)) {
      entry.fault("proxy", "must be an address such as http://proxy:3128, but is " + proxy);
      return null;
    }
    return proxy;
  }
}
