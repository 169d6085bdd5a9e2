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

import io.firewarden.agent.config.Server.Basic;
import io.firewarden.agent.config.Server.Tls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The part of the configuration that says how the agent's own port is protected. */
final class ServerReader {
  private static final int MAX_PORT = 65535;

  private ServerReader() {}

  static Server read(ConfigSection section) {
    Tls tls = section.has("tls") ? tls(section.section("tls")) : null;
    Basic basic = section.has("basic-auth") ? basic(section.section("basic-auth")) : null;
    Path token = section.path("bearer-token-file", null);
    int listenerPort =
        section.has("listener-port") ? section.count("listener-port", 0, MAX_PORT) : 0;
    section.refuseUnknownKeys();
    return new Server(tls, basic, token, listenerPort);
  }

  private static @Nullable Tls tls(ConfigSection section) {
    Path certificate = section.path("certificate-file", null);
    Path key = section.path("key-file", null);
    Path password = section.path("password-file", null);
    section.refuseUnknownKeys();
    if (certificate == null) {
      section.fault("certificate-file", "is missing");
      return null;
    }
    String name = certificate.toString();
    boolean store = name.endsWith(".p12") || name.endsWith(".pfx");
    if (store && key != null) {
      section.fault("key-file", "must be absent, as " + name + " holds the key, but is " + key);
    }
    if (!store && key == null) {
      section.fault("key-file", "is missing; only a .p12 or .pfx file holds the key as well");
    }
    if (store && password == null) {
      section.fault("password-file", "is missing; it opens " + name);
    }
    return new Tls(certificate, key, password);
  }

  private static @Nullable Basic basic(ConfigSection section) {
    String user = section.text("user", "");
    Path password = section.path("password-file", null);
    section.refuseUnknownKeys();
    if (user.isEmpty()) {
      section.fault("user", "is missing");
    }
    if (user.contains(":")) {
      section.fault("user", "must not hold a colon"); // not quoted: a password may follow it
    }
    if (password == null) {
      section.fault("password-file", "is missing");
      return null;
    }
    return new Basic(user, password);
  }
}
