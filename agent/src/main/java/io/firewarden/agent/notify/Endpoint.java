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

import io.firewarden.agent.access.AccessException;
import io.firewarden.agent.access.SecretText;
import io.firewarden.agent.config.Access;
import java.nio.charset.StandardCharsets;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Where a notifier posts. The address may be a secret, and is had anew for each request. Of it is
 * shown scheme, host and port only, and neither user info nor path nor query.
 */
final class Endpoint {
  private final SecretText address;
  private final String below;
  private final Access access;
  private volatile String shown = "the receiver";

  /**
   * @param address an http or https URL; user info is sent as basic authorization
   * @param below what is appended to its path, or empty
   * @param access how it is asked
   */
  Endpoint(SecretText address, String below, Access access) {
    this.address = address;
    this.below = below;
    this.access = access;
  }

  /**
   * A request to the address, without a body.
   *
   * @throws UnreadableException if the address cannot be had or must not be used; its message shows
   *     no secret
   */
  Request.Builder request() throws UnreadableException {
    HttpUrl given = url();
    HttpUrl bare = given.newBuilder().username("").password("").build();
    shown = bare.scheme() + "://" + authority(bare) + "/...";
    Request.Builder request = new Request.Builder().url(bare);
    if (given.username().isEmpty() && given.password().isEmpty()) {
      return request;
    }
    if (!given.isHttps() && access.forbidsPlain(given.host())) {
      throw new UnreadableException(
          shown
              + " must be https, as the address holds a password, or "
              + access.name()
              + ".insecure must be true");
    }
    return request.header(
        "Authorization",
        Credentials.basic(given.username(), given.password(), StandardCharsets.UTF_8));
  }

  /** The address without anything that may be a secret; known after the first request. */
  String shown() {
    return shown;
  }

  private HttpUrl url() throws UnreadableException {
    HttpUrl url;
    try {
      url = HttpUrl.parse(address.get());
    } catch (AccessException e) {
      throw new UnreadableException(e.why());
    }
    if (url == null) {
      throw new UnreadableException(address + " must be an http or https URL, but is not");
    }
    return below.isEmpty() ? url : url.newBuilder().addPathSegments(below).build();
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
