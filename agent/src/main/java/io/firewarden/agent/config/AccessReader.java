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

import io.firewarden.agent.config.Access.Basic;
import io.firewarden.agent.config.Access.Bearer;
import io.firewarden.agent.config.Access.ClientCertificate;
import io.firewarden.agent.config.Access.Kerberos;
import io.firewarden.agent.config.Access.KeyStoreCertificate;
import io.firewarden.agent.config.Access.Login;
import io.firewarden.agent.config.Access.PemCertificate;
import io.firewarden.agent.config.Access.Proxy;
import io.firewarden.agent.config.Access.Secret;
import io.firewarden.agent.config.Access.SecretFile;
import io.firewarden.agent.config.Access.SecretVariable;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of the configuration that says how protected servers are asked. */
final class AccessReader {
  /** What the HTTP client sets itself; it would break were it set by others. */
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "accept",
          "accept-encoding",
          "connection",
          "content-length",
          "content-type",
          "host",
          "proxy-authorization",
          "te",
          "transfer-encoding",
          "upgrade");

  private final Map<UrlPattern, String> earlier = new HashMap<>();

  private AccessReader() {}

  static List<Access> read(ConfigSection root) {
    AccessReader reader = new AccessReader();
    List<Access> all = new ArrayList<>();
    for (ConfigSection entry : root.sections("access")) {
      all.add(reader.access(entry, "access[" + all.size() + "]"));
    }
    return all;
  }

  private Access access(ConfigSection entry, String name) {
    Access access =
        new Access(
            name,
            patterns(entry, name),
            login(entry),
            certificate(entry.section("client-certificate")),
            file(entry, "ca-file"),
            headers(entry),
            proxy(entry.section("proxy")),
            flag(entry, "insecure"));
    entry.refuseUnknownKeys();
    if (access.login() != null && hasAuthorization(access)) {
      entry.fault("headers.Authorization", "must not be given beside basic, bearer or kerberos");
    }
    for (UrlPattern pattern : access.match()) {
      boolean plain = "http".equals(pattern.scheme()) && !UrlPattern.isLoopback(pattern.host());
      if (plain && access.sendsSecrets() && !access.insecure()) {
        entry.fault(
            "match",
            "must not send secrets over plain http to another machine unless "
                + name
                + ".insecure is true, but is "
                + pattern);
      }
    }
    return access;
  }

  private List<UrlPattern> patterns(ConfigSection entry, String name) {
    Object value = entry.raw("match");
    if (value == null) {
      entry.fault("match", "is missing; expected an address such as https://*.example.com:8090");
      return List.of();
    }
    List<UrlPattern> patterns = new ArrayList<>();
    for (Object text : value instanceof List<?> list ? list : List.of(value)) {
      UrlPattern pattern = UrlPattern.parse(String.valueOf(text)).orElse(null);
      if (pattern == null) {
        entry.fault(
            "match",
            "must be an address such as https://*.example.com:8090/proxy, whose scheme, port and"
                + " path may be left out, but is "
                + Quoted.address(String.valueOf(text)));
        continue;
      }
      String first = earlier.putIfAbsent(pattern, name);
      if (first != null) {
        entry.fault("match", "must differ from those of " + first + ", but is " + pattern + " too");
      }
      patterns.add(pattern);
    }
    return patterns;
  }

  private static @Nullable Login login(ConfigSection entry) {
    @Nullable Login login = null;
    String taken = "";
    for (String kind : List.of("basic", "bearer", "kerberos")) {
      if (!entry.has(kind)) {
        continue;
      }
      if (!taken.isEmpty()) {
        entry.fault(kind, "must not be given beside " + taken);
      }
      ConfigSection section = entry.section(kind);
      login =
          switch (kind) {
            case "basic" -> basic(section);
            case "bearer" -> bearer(section);
            default -> kerberos(section);
          };
      section.refuseUnknownKeys();
      taken = kind;
    }
    return login;
  }

  private static @Nullable Login bearer(ConfigSection section) {
    Path token = required(section, "token-file");
    return token == null ? null : new Bearer(token);
  }

  private static @Nullable Login kerberos(ConfigSection section) {
    String principal = section.text("principal", "");
    if (!section.has("principal")) {
      section.fault("principal", "is missing");
    }
    Path keytab = required(section, "keytab-file");
    return keytab == null ? null : new Kerberos(principal, keytab);
  }

  private static @Nullable Basic basic(ConfigSection section) {
    String user = section.text("user", "");
    if (!section.has("user")) {
      section.fault("user", "is missing");
    }
    if (user.contains(":")) {
      section.fault("user", "must not hold a colon");
    }
    Path password = required(section, "password-file");
    return password == null ? null : new Basic(user, password);
  }

  private static @Nullable ClientCertificate certificate(ConfigSection section) {
    boolean keystore = section.has("keystore-file") || section.has("keystore-password-file");
    boolean pem = section.has("certificate-file") || section.has("key-file");
    ClientCertificate certificate = null;
    if (keystore) {
      Path file = required(section, "keystore-file");
      Path password = required(section, "keystore-password-file");
      if (file != null && password != null) {
        certificate = new KeyStoreCertificate(file, password);
      }
    }
    if (pem) {
      Path file = required(section, "certificate-file");
      Path key = required(section, "key-file");
      if (file != null && key != null) {
        certificate = new PemCertificate(file, key);
      }
    }
    if (pem && keystore) {
      section.fault("keystore-file", "must not be given beside certificate-file and key-file");
    }
    section.refuseUnknownKeys();
    return certificate;
  }

  private static Map<String, Secret> headers(ConfigSection entry) {
    ConfigSection section = entry.section("headers");
    Map<String, Secret> headers = new HashMap<>();
    for (String name : entry.map("headers").keySet()) {
      ConfigSection value = section.section(name);
      if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
          || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
        section.fault(name, "must be the name of a header that the agent does not set itself");
      } else if (value.has("file") == value.has("env")) {
        section.fault(name, "must have either file or env, which say where its value is");
      } else if (value.has("env")) {
        headers.put(name, new SecretVariable(value.text("env", "")));
      } else {
        Path file = file(value, "file");
        if (file != null) {
          headers.put(name, new SecretFile(file));
        }
      }
      value.refuseUnknownKeys();
    }
    return headers;
  }

  private static boolean hasAuthorization(Access access) {
    return access.headers().keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
  }

  private static @Nullable Proxy proxy(ConfigSection section) {
    URI address = section.url("url", null);
    boolean login = section.has("user") || section.has("password-file");
    Basic user = login ? basic(section) : null;
    List<String> direct = new ArrayList<>();
    Object value = section.raw("no-proxy");
    for (Object host :
        value instanceof List<?> list ? list : value == null ? List.of() : List.of(value)) {
      String text = String.valueOf(host).toLowerCase(Locale.ROOT);
      if (text.matches("[a-z0-9._*:-]+")) {
        direct.add(text);
      } else {
        section.fault(
            "no-proxy",
            "must hold hosts such as *.example.com, but has " + Quoted.address(text));
      }
    }
    boolean given = login || value != null;
    if (address == null) {
      if (given && !section.has("url")) {
        section.fault("url", "is missing");
      }
    } else if (!"http".equals(address.getScheme()) || address.getPort() < 0) {
      section.fault("url", "must be an address such as http://proxy:3128, but is " + address);
    }
    section.refuseUnknownKeys();
    return address == null ? null : new Proxy(address, user, direct);
  }

  private static @Nullable Path required(ConfigSection section, String key) {
    if (!section.has(key)) {
      section.fault(key, "is missing");
    }
    return file(section, key);
  }

  private static @Nullable Path file(ConfigSection section, String key) {
    return section.path(key, null);
  }

  private static boolean flag(ConfigSection section, String key) {
    Object value = section.raw(key);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    section.fault(key, "must be true or false, but is " + value);
    return false;
  }
}
