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
package io.firewarden.agent.access;

import io.firewarden.agent.config.Access;
import io.firewarden.agent.config.Access.Basic;
import io.firewarden.agent.config.Access.Bearer;
import io.firewarden.agent.config.Access.Kerberos;
import io.firewarden.agent.config.UrlPattern;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import okhttp3.Call;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.tls.HandshakeCertificates;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP client of one access. It shares connections and threads with the others, as far as they
 * show and trust the same.
 */
final class AccessClient implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccessClient.class);
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final Access access;
  private final OkHttpClient plain;
  private final TlsFiles tls;
  private final InstantSource clock;
  private final Map<String, SecretText> headers = new LinkedHashMap<>();
  private final @Nullable SecretText login;
  private final @Nullable Negotiation negotiation;

  private @Nullable OkHttpClient client;
  private String stamp = "";
  private Instant checkedAt = Instant.MIN;
  private boolean warned;

  /**
   * @param base whose settings, connections and threads are taken over
   */
  AccessClient(
      Access access, OkHttpClient base, Map<String, String> environment, InstantSource clock) {
    this.access = access;
    this.clock = clock;
    this.tls = new TlsFiles(access, clock);
    access
        .headers()
        .forEach(
            (header, place) ->
                headers.put(
                    header,
                    new SecretText(
                        access.name() + ".headers." + header, place, environment, clock)));
    OkHttpClient.Builder builder = base.newBuilder();
    Access.Proxy proxy = access.proxy();
    if (proxy != null) {
      ProxyRoute route = new ProxyRoute(access.name(), proxy, clock);
      builder.proxySelector(route).proxyAuthenticator(route);
    }
    if (access.login() instanceof Kerberos kerberos) {
      // Not all of a request's time: that the KDC is silent must be told before it is over.
      Duration deadline = Duration.ofMillis(base.callTimeoutMillis() / 2);
      this.negotiation =
          new Negotiation(
              new KerberosLogin(access.name(), kerberos, clock, deadline),
              url -> !withholds(url) || Proxied.isByYarn(url));
      builder.authenticator(negotiation);
    } else {
      this.negotiation = null;
    }
    this.login = login(access, clock);
    this.plain = builder.build();
  }

  boolean matches(HttpUrl url) {
    return access.matches(url.scheme(), url.host(), url.port(), url.encodedPath());
  }

  String name() {
    return access.name();
  }

  /** Host and port of the server, or of the proxy before it. */
  String serverFor(HttpUrl url) {
    Access.Proxy proxy = access.proxy();
    return proxy == null || ProxyRoute.isDirect(proxy, url.host())
        ? url.host() + ":" + url.port()
        : proxy.address().getHost() + ":" + proxy.address().getPort();
  }

  /** Whether an address is another's than the server's, so that no secret is sent there. */
  boolean withholds(HttpUrl url) {
    return Proxied.is(url)
        && !access.matchesBelow(
            Proxied.SEGMENT, url.scheme(), url.host(), url.port(), url.encodedPath());
  }

  /** The request with all that shows who the agent is. */
  Call newCall(Request request) throws AccessException {
    HttpUrl url = request.url();
    boolean withheld = withholds(url);
    if (access.sendsSecrets()
        && !withheld
        && !url.isHttps()
        && !access.insecure()
        && !UrlPattern.isLoopback(url.host())) {
      throw new AccessException(
          access.name()
              + " must not send secrets over plain http to another machine, which is "
              + url.host()
              + "; use https, or set "
              + access.name()
              + ".insecure to true");
    }
    Request.Builder builder = request.newBuilder();
    for (Map.Entry<String, SecretText> header : headers.entrySet()) {
      if (!withheld) {
        builder.header(header.getKey(), header.getValue().get());
      }
    }
    String authorization = authorization(url);
    if (authorization != null) {
      builder.header("Authorization", authorization);
    }
    return client().newCall(builder.build());
  }

  @Override
  public void close() {
    if (negotiation != null) {
      negotiation.close();
    }
  }

  private static @Nullable SecretText login(Access access, InstantSource clock) {
    if (access.login() instanceof Basic basic) {
      return new SecretText(access.name() + ".basic.password-file", basic.passwordFile(), clock);
    }
    if (access.login() instanceof Bearer bearer) {
      return new SecretText(access.name() + ".bearer.token-file", bearer.tokenFile(), clock);
    }
    return null;
  }

  private @Nullable String authorization(HttpUrl url) throws AccessException {
    if (negotiation != null) {
      return negotiation.expected(url);
    }
    if (login == null || withholds(url)) {
      return null;
    }
    return access.login() instanceof Basic basic
        ? Credentials.basic(basic.user(), login.get(), StandardCharsets.UTF_8)
        : "Bearer " + login.get();
  }

  /** The client with what the files hold now, or held when they were last in order. */
  private synchronized OkHttpClient client() throws AccessException {
    if (tls.isEmpty()) {
      return plain;
    }
    Instant now = clock.instant();
    OkHttpClient known = client;
    if (known != null && new Span(checkedAt, FRESH).holds(now)) {
      return known;
    }
    checkedAt = now;
    String current = tls.stamp();
    if (known != null && current.equals(stamp)) {
      return known;
    }
    try {
      HandshakeCertificates certificates = tls.read();
      known =
          plain
              .newBuilder()
              .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager())
              .build();
      client = known;
      stamp = current;
      warned = false;
      return known;
    } catch (AccessException e) {
      if (known == null) {
        throw e;
      }
      if (!warned) {
        log.warn("{}; what it held before is used on", e.getMessage());
        warned = true;
      }
      return known;
    }
  }
}
