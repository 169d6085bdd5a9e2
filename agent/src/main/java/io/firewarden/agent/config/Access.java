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

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the servers at some addresses are asked. It holds where secrets are, and none of them.
 *
 * @param name its place in the file, such as {@code access[0]}, for messages
 * @param match the addresses
 * @param login how the agent says who it is, or null
 * @param certificate what it shows in TLS, or null
 * @param caFile the certificates that are trusted there, as PEM, or null for those of the JVM
 * @param headers further headers by name; one that is given as it stands is no secret
 * @param proxy the HTTP proxy in between, or null
 * @param insecure whether secrets may go over plain http to another machine
 */
public record Access(
    String name,
    List<UrlPattern> match,
    @Nullable Login login,
    @Nullable ClientCertificate certificate,
    @Nullable Path caFile,
    Map<String, Secret> headers,
    @Nullable Proxy proxy,
    boolean insecure) {

  public Access {
    Objects.requireNonNull(name, "name");
    match = List.copyOf(match);
    headers = Map.copyOf(headers);
  }

  /** Whether this is the access to an address. */
  public boolean matches(String scheme, String host, int port, String path) {
    return match.stream().anyMatch(pattern -> pattern.matches(scheme, host, port, path));
  }

  /** The same by those patterns alone whose own path has a segment. */
  public boolean matchesBelow(String segment, String scheme, String host, int port, String path) {
    return match.stream()
        .filter(pattern -> pattern.hasSegment(segment))
        .anyMatch(pattern -> pattern.matches(scheme, host, port, path));
  }

  /** To any address, as anybody may ask there. */
  public static Access open(String name) {
    return new Access(name, List.of(UrlPattern.ANY), null, null, null, Map.of(), null, false);
  }

  /** Whether what it sends could be read and used again by who listens on the way. */
  public boolean sendsSecrets() {
    return login instanceof Basic
        || login instanceof Bearer
        || headers.values().stream().anyMatch(value -> !(value instanceof Secret.Given));
  }

  /** Whether secrets must not go to a server in the clear. */
  public boolean forbidsPlain(String host) {
    return !insecure && !UrlPattern.isLoopback(host);
  }

  /** How the agent says who it is. */
  public sealed interface Login {}

  /** User and password; the password is read anew when it was changed. */
  public record Basic(String user, Secret password) implements Login {}

  /** A token, read anew when it was changed. */
  public record Bearer(Secret token) implements Login {}

  /**
   * A ticket of Kerberos, shown by SPNEGO.
   *
   * @param principal such as {@code firewarden@EXAMPLE.COM}
   */
  public record Kerberos(String principal, Path keytabFile) implements Login {}

  /** What the agent shows in TLS. */
  public sealed interface ClientCertificate {}

  /**
   * PEM files.
   *
   * @param certificateFile the certificate, then those between it and the CA
   * @param keyFile its private key in PKCS #8, not encrypted
   */
  public record PemCertificate(Path certificateFile, Path keyFile) implements ClientCertificate {}

  /** A PKCS12 or JKS file with one key. */
  public record KeyStoreCertificate(Path keystoreFile, Secret password)
      implements ClientCertificate {}

  /**
   * An HTTP proxy.
   *
   * @param address its URL, without a path
   * @param login who the agent is to the proxy, or null
   * @param noProxy hosts that are asked directly, where {@code *} stands for any characters
   */
  public record Proxy(URI address, @Nullable Basic login, List<String> noProxy) {
    public Proxy {
      Objects.requireNonNull(address, "address");
      noProxy = List.copyOf(noProxy);
    }

    /** Whether a host is asked without the proxy. */
    public boolean isDirect(String host) {
      return noProxy.stream().anyMatch(pattern -> UrlPattern.matchesHost(pattern, host));
    }
  }
}
