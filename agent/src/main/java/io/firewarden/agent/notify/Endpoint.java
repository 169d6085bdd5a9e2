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
package io.firewarden.agent.notify;

import io.firewarden.agent.config.Notifiers;
import io.firewarden.agent.config.Notifiers.Basic;
import io.firewarden.agent.config.Notifiers.Bearer;
import io.firewarden.agent.config.Notifiers.Http;
import io.firewarden.agent.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Where a notifier posts, and how it says who it is there. Its secrets are read anew for each
 * request. Of the address it shows scheme, host and port only: user info, path and query may be a
 * secret.
 */
final class Endpoint {
  private final Secret address;
  private final String below;
  private final Http http;
  private volatile String shown = "the receiver";

  /**
   * @param address an http or https URL; user info is sent as basic authorization
   * @param below what is appended to its path, or empty
   * @param http how it is asked
   */
  Endpoint(Secret address, String below, Http http) {
    this.address = address;
    this.below = below;
    this.http = http;
  }

  static Endpoint of(URI address) {
    return new Endpoint(new Secret.Given(address.toString()), "", Http.DEFAULT);
  }

  /**
   * A request to the address, without a body.
   *
   * @throws UnreadableException if a secret that it needs cannot be had; its message shows none
   */
  Request.Builder request() throws UnreadableException {
    try {
      HttpUrl given = url();
      HttpUrl bare = given.newBuilder().username("").password("").build();
      shown = bare.scheme() + "://" + authority(bare) + "/...";
      Request.Builder request = new Request.Builder().url(bare);
      String login = authorization(given);
      if (login != null) {
        request.header("Authorization", login);
      }
      for (Map.Entry<String, Secret> header : http.headers().entrySet()) {
        request.header(header.getKey(), header.getValue().read());
      }
      return request;
    } catch (IOException e) {
      throw new UnreadableException(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new UnreadableException("a header must be printable ASCII, but one is not");
    }
  }

  /** The address without anything that may be a secret; known after the first request. */
  String shown() {
    return shown;
  }

  private HttpUrl url() throws IOException {
    HttpUrl url = HttpUrl.parse(address.read());
    if (url == null) {
      throw new IOException("the URL in " + address + " must be http or https, but is not");
    }
    if (below.isEmpty()) {
      return url;
    }
    return url.newBuilder().addPathSegments(below).build();
  }

  private @Nullable String authorization(HttpUrl given) throws IOException {
    Notifiers.Login login = http.login();
    if (login instanceof Basic basic) {
      return Credentials.basic(basic.user(), basic.password().read());
    }
    if (login instanceof Bearer bearer) {
      return "Bearer " + bearer.token().read();
    }
    boolean none = given.username().isEmpty() && given.password().isEmpty();
    return none ? null : Credentials.basic(given.username(), given.password());
  }

  private static String authority(HttpUrl url) {
    return (url.host().contains(":") ? "[" + url.host() + "]" : url.host()) + ":" + url.port();
  }

  /** Thrown when what a request needs cannot be had on this side. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }
}
