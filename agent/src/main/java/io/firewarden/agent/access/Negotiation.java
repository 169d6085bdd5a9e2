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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import okhttp3.Authenticator;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * SPNEGO, by RFC 4559: answers a server that asks for {@code Negotiate} with a ticket, and shows
 * one unasked where it was asked for before.
 */
final class Negotiation implements Authenticator, AutoCloseable {
  private static final String SCHEME = "Negotiate";
  private static final int MAX_ASKING = 10_000;

  private final KerberosLogin login;
  private final Predicate<HttpUrl> trusted;
  private final Set<String> asking = ConcurrentHashMap.newKeySet();

  /**
   * @param trusted the addresses that may have a ticket; somebody else who got one could be the
   *     agent with it to the server that it is for
   */
  Negotiation(KerberosLogin login, Predicate<HttpUrl> trusted) {
    this.login = login;
    this.trusted = trusted;
  }

  /** What to say without being asked, or null when this server was not heard to ask yet. */
  @Nullable String expected(HttpUrl url) throws AccessException {
    return asking.contains(server(url)) && trusted.test(url)
        ? SCHEME + " " + login.token(url.host())
        : null;
  }

  @Override
  public @Nullable Request authenticate(@Nullable Route route, Response response)
      throws AccessException {
    HttpUrl url = response.request().url();
    boolean asks =
        response.challenges().stream()
            .anyMatch(challenge -> SCHEME.equalsIgnoreCase(challenge.scheme()));
    if (!asks || !trusted.test(url)) {
      return null;
    }
    if (response.request().header("Authorization") != null) {
      login.refused(url.host());
      return null;
    }
    String token = login.token(url.host());
    if (asking.size() < MAX_ASKING) {
      asking.add(server(url));
    }
    return response.request().newBuilder().header("Authorization", SCHEME + " " + token).build();
  }

  @Override
  public void close() {
    login.close();
  }

  private static String server(HttpUrl url) {
    return url.host() + ":" + url.port();
  }
}
