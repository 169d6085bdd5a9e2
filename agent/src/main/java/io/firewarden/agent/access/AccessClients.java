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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks each address in the way that was configured for it, and in no other. Redirects are not
 * followed here: where they lead is another address, with an access of its own. Thread-safe.
 */
public final class AccessClients implements AutoCloseable {
  private final FreshRoutes base;
  private final List<AccessClient> clients;

  /**
   * @param base for addresses without an access; its time-outs, connections and threads are shared
   * @param accesses the first that matches an address counts
   * @param environment where secrets may be
   */
  public AccessClients(
      OkHttpClient base,
      List<Access> accesses,
      Map<String, String> environment,
      InstantSource clock) {
    OkHttpClient still = base.newBuilder().followRedirects(false).followSslRedirects(false).build();
    this.base = new FreshRoutes(still);
    this.clients =
        accesses.stream()
            .map(access -> new AccessClient(access, still, environment, clock))
            .toList();
  }

  /**
   * The call that asks as the agent may at the request's address.
   *
   * @throws AccessException if a secret is missing or must not be sent there
   */
  public Call newCall(Request request) throws AccessException {
    AccessClient client = client(request.url());
    return client == null ? base.client().newCall(request) : client.newCall(request);
  }

  /** The access to an address by its place in the configuration; empty without one. */
  public String nameFor(HttpUrl url) {
    AccessClient client = client(url);
    return client == null ? "" : client.name();
  }

  /**
   * Whom a request for an address goes to: host and port of the server, or of the proxy before it.
   */
  public String serverFor(HttpUrl url) {
    AccessClient client = client(url);
    return client == null ? url.host() + ":" + url.port() : client.serverFor(url);
  }

  /** A call has failed, and with it perhaps the way that it took. */
  public void failed() {
    base.failed();
    clients.forEach(AccessClient::failed);
  }

  @Override
  public void close() {
    clients.forEach(AccessClient::close);
    base.client().connectionPool().evictAll();
  }

  private @Nullable AccessClient client(HttpUrl url) {
    for (AccessClient client : clients) {
      if (client.matches(url)) {
        return client;
      }
    }
    return null;
  }
}
