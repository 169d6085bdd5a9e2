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
import io.firewarden.agent.config.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import okhttp3.Call;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.tls.HandshakeCertificates;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of one access. It shares connections and threads with the others, as far as they
 * show and trust the same.
 */
final class AccessClient implements AutoCloseable {
  private final Access access;
  private final Predicate<HttpUrl> foreign;
  private final FreshRoutes plain;
  private final TlsFiles tls;
  private final Map<String, SecretText> headers = new LinkedHashMap<>();
  private final @Nullable SecretText login;
  private final @Nullable Negotiation negotiation;

  private @Nullable FreshRoutes client;
  private @Nullable HandshakeCertificates certificates;

  /**
   * @param base whose settings, connections and threads are taken over
   * @param foreign addresses that lead to an application, which gets what a match names and no more
   */
  AccessClient(
      Access access,
      OkHttpClient base,
      Map<String, String> environment,
      InstantSource clock,
      Predicate<HttpUrl> foreign) {
    this.access = access;
    this.foreign = foreign;
    this.tls = new TlsFiles(access, environment, clock);
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
      ProxyRoute route = new ProxyRoute(access.name(), proxy, environment, clock);
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
    this.login = login(access, environment, clock);
    this.plain = new FreshRoutes(builder.build());
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
    return proxy == null || proxy.isDirect(url.host())
        ? url.host() + ":" + url.port()
        : proxy.address().getHost() + ":" + proxy.address().getPort();
  }

  /** Whether an address is another's than the server's, so that no secret is sent there. */
  boolean withholds(HttpUrl url) {
    return foreign.test(url)
        && !access.matchesBelow(
            Proxied.SEGMENT, url.scheme(), url.host(), url.port(), url.encodedPath());
  }

  /** The request with all that shows who the agent is. */
  Call newCall(Request request) throws AccessException {
    HttpUrl url = request.url();
    boolean withheld = withholds(url);
    if (access.sendsSecrets() && !withheld && !url.isHttps() && access.forbidsPlain(url.host())) {
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
      if (!withheld || access.headers().get(header.getKey()) instanceof Secret.Given) {
        builder.header(header.getKey(), header.getValue().inHeader());
      }
    }
    String authorization = authorization(url);
    if (authorization != null) {
      builder.header("Authorization", authorization);
    }
    return client().newCall(builder.build());
  }

  /** A call has failed, of this access or another. */
  synchronized void failed() {
    plain.failed();
    if (client != null) {
      client.failed();
    }
  }

  @Override
  public void close() {
    if (negotiation != null) {
      negotiation.close();
    }
  }

  private static @Nullable SecretText login(
      Access access, Map<String, String> environment, InstantSource clock) {
    if (access.login() instanceof Basic basic) {
      String key = basic.password().key(access.name() + ".basic.password");
      return new SecretText(key, basic.password(), environment, clock);
    }
    if (access.login() instanceof Bearer bearer) {
      String key = bearer.token().key(access.name() + ".bearer.token");
      return new SecretText(key, bearer.token(), environment, clock);
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
        : "Bearer " + login.inHeader();
  }

  private synchronized OkHttpClient client() throws AccessException {
    HandshakeCertificates current = tls.current();
    if (current == null) {
      return plain.client();
    }
    FreshRoutes known = client;
    if (known == null || current != certificates) {
      known =
          new FreshRoutes(
              plain
                  .client()
                  .newBuilder()
                  .sslSocketFactory(current.sslSocketFactory(), current.trustManager())
                  .build());
      client = known;
      certificates = current;
    }
    return known.client();
  }
}
