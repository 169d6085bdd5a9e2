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
      all.add(reader.access(entry));
    }
    return all;
  }

  /**
   * How the one server is asked that the rest of an entry tells of; of all that an access has, it
   * has no {@code match} and no {@code kerberos}. What else stands in the entry is for the caller.
   */
  static Access ofReceiver(ConfigSection entry) {
    return access(entry, List.of(UrlPattern.ANY), List.of("basic", "bearer"));
  }

  /** The same, for a server that speaks something else than HTTP. */
  static Access ofMailServer(ConfigSection entry) {
    return new Access(
        entry.name(),
        List.of(UrlPattern.ANY),
        SecretReader.optionalLogin(entry),
        certificate(entry.section("client-certificate")),
        entry.path("ca-file", null),
        Map.of(),
        proxy(entry),
        entry.flag("insecure", false));
  }

  private Access access(ConfigSection entry) {
    List<UrlPattern> patterns = patterns(entry, entry.name());
    Access access = access(entry, patterns, List.of("basic", "bearer", "kerberos"));
    entry.refuseUnknownKeys();
    for (UrlPattern pattern : access.match()) {
      boolean plain = "http".equals(pattern.scheme()) && access.forbidsPlain(pattern.host());
      if (plain && access.sendsSecrets()) {
        entry.fault(
            "match",
            "must not send secrets over plain http to another machine unless "
                + entry.name()
                + ".insecure is true, but is "
                + pattern);
      }
    }
    return access;
  }

  private static Access access(ConfigSection entry, List<UrlPattern> match, List<String> logins) {
    Access access =
        new Access(
            entry.name(),
            match,
            login(entry, logins),
            certificate(entry.section("client-certificate")),
            entry.path("ca-file", null),
            headers(entry),
            proxy(entry),
            entry.flag("insecure", false));
    boolean authorization =
        access.headers().keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
    if (access.login() != null && authorization) {
      entry.fault("headers.Authorization", "must not be given beside " + alternatives(logins));
    }
    return access;
  }

  private static String alternatives(List<String> words) {
    int last = words.size() - 1;
    return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  private List<UrlPattern> patterns(ConfigSection entry, String name) {
    Object value = entry.raw("match");
    if (value == null) {
      entry.fault("match", "is missing; expected an address such as https://*.example.com:8090");
      return List.of();
    }
    if (entry.isEmptyList("match")) {
      entry.fault("match", "must hold at least one address, but is an empty list");
    }
    entry.show("match");
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

  private static @Nullable Login login(ConfigSection entry, List<String> kinds) {
    @Nullable Login login = null;
    String taken = "";
    for (String kind : kinds) {
      if (!entry.has(kind)) {
        continue;
      }
      if (!taken.isEmpty()) {
        entry.fault(kind, "must not be given beside " + taken);
      }
      ConfigSection section = entry.section(kind);
      login =
          switch (kind) {
            case "basic" -> SecretReader.login(section);
            case "bearer" -> new Bearer(SecretReader.required(section, "token"));
            default -> kerberos(section);
          };
      section.refuseUnknownKeys();
      taken = kind;
    }
    return login;
  }

  private static @Nullable Login kerberos(ConfigSection section) {
    String principal = section.text("principal", "");
    if (!section.has("principal")) {
      section.fault("principal", "is missing");
    }
    Path keytab = required(section, "keytab-file");
    return keytab == null ? null : new Kerberos(principal, keytab);
  }

  private static @Nullable ClientCertificate certificate(ConfigSection section) {
    boolean keystore =
        section.has("keystore-file")
            || section.has("keystore-password-file")
            || section.has("keystore-password-env");
    boolean pem = section.has("certificate-file") || section.has("key-file");
    ClientCertificate certificate = null;
    if (keystore) {
      Path file = required(section, "keystore-file");
      Secret password = SecretReader.required(section, "keystore-password");
      if (file != null) {
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

  /** A text stands for itself; a mapping says where the value is. */
  private static Map<String, Secret> headers(ConfigSection entry) {
    ConfigSection section = entry.section("headers");
    Map<String, Secret> headers = new HashMap<>();
    for (String name : section.keys()) {
      if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
          || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
        section.fault(name, "must be the name of a header that the agent does not set itself");
      } else {
        Secret value = header(section, name);
        if (value != null) {
          headers.put(name, value);
        }
      }
    }
    return headers;
  }

  private static @Nullable Secret header(ConfigSection headers, String name) {
    Object value = headers.raw(name); // not by text(), which lets it be shown
    if (value instanceof Map) {
      ConfigSection place = headers.section(name);
      boolean file = place.has("file");
      boolean variable = place.has("env");
      if (file == variable) {
        headers.fault(name, "must have either file or env, which say where its value is");
      }
      Path path = file ? place.path("file", null) : null;
      String environment = variable ? place.text("env", "") : "";
      place.refuseUnknownKeys();
      return path == null ? new Secret.InVariable(environment) : new Secret.InFile(path);
    }
    String text = String.valueOf(value);
    if (Settings.tellsOfSecret(name)) {
      headers.fault(name, "must have either file or env, for its name tells of a secret");
    } else if (value == null || value instanceof List || text.isBlank()) {
      headers.fault(name, "must be a text, or have either file or env, but is neither");
    } else if (!text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      headers.fault(name, "must be printable ASCII characters, but holds others");
    } else {
      return new Secret.Given(text);
    }
    return null;
  }

  /** A text is its address; a mapping says more. */
  private static @Nullable Proxy proxy(ConfigSection entry) {
    if (entry.raw("proxy") instanceof Map) {
      return proxyOf(entry.section("proxy"));
    }
    URI address = proxyAddress(entry, "proxy");
    return address == null ? null : new Proxy(address, null, List.of());
  }

  private static @Nullable Proxy proxyOf(ConfigSection section) {
    URI address = proxyAddress(section, "url");
    if (!section.has("url")) {
      section.fault("url", "is missing");
    }
    Basic login = SecretReader.optionalLogin(section);
    List<String> direct = new ArrayList<>();
    for (String host : section.texts("no-proxy")) {
      String text = host.toLowerCase(Locale.ROOT);
      if (text.matches("[a-z0-9._*:-]+")) {
        direct.add(text);
      } else {
        section.fault(
            "no-proxy", "must hold hosts such as *.example.com, but has " + Quoted.address(text));
      }
    }
    section.refuseUnknownKeys();
    return address == null ? null : new Proxy(address, login, direct);
  }

  private static @Nullable URI proxyAddress(ConfigSection section, String key) {
    URI address = section.url(key, null);
    if (address != null && (!"http".equals(address.getScheme()) || address.getPort() < 0)) {
      section.fault(key, "must be an address such as http://proxy:3128, but is " + address);
      return null;
    }
    return address;
  }

  private static @Nullable Path required(ConfigSection section, String key) {
    if (!section.has(key)) {
      section.fault(key, "is missing");
    }
    return section.path(key, null);
  }
}
