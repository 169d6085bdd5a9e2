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
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/** The HTTP proxy of one access, and who the agent is to it. */
final class ProxyRoute extends ProxySelector implements Authenticator {
  private static final String AUTHORIZATION = "Proxy-Authorization";

  private final Access.Proxy proxy;
  private final String user;
  private final @Nullable SecretText password;

  /**
   * @param name the access's place in the configuration
   */
  ProxyRoute(
      String name, Access.Proxy proxy, Map<String, String> environment, InstantSource clock) {
    this.proxy = proxy;
    Basic login = proxy.login();
    this.user = login == null ? "" : login.user();
    this.password =
        login == null
            ? null
            : new SecretText(
                login.password().key(name + ".proxy.password"),
                login.password(),
                environment,
                clock);
  }

  @Override
  public List<Proxy> select(URI uri) {
    String host = uri.getHost() == null ? "" : uri.getHost().replaceAll("[\\[\\]]", "");
    URI address = proxy.address();
    return List.of(
        proxy.isDirect(host)
            ? Proxy.NO_PROXY
            : new Proxy(
                Proxy.Type.HTTP,
                InetSocketAddress.createUnresolved(address.getHost(), address.getPort())));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request's own failure is told.
  }

  @Override
  public @Nullable Request authenticate(@Nullable Route route, Response response)
      throws IOException {
    if (password == null || response.request().header(AUTHORIZATION) != null) {
      return null; // there is nothing to say, or it was said and refused
    }
    String login = Credentials.basic(user, password.get(), StandardCharsets.UTF_8);
    return response.request().newBuilder().header(AUTHORIZATION, login).build();
  }
}
