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
package io.firewarden.listener.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.firewarden.listener.secret.Secret;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a client must show to read the endpoint: a bearer token, or a user and a password. */
public final class Credentials {
  private final @Nullable String user;
  private final Secret secret;

  private Credentials(@Nullable String user, Secret secret) {
    this.user = user;
    this.secret = secret;
  }

  /** {@code Authorization: Bearer}. */
  public static Credentials bearer(Secret token) {
    return new Credentials(null, token);
  }

  /** {@code Authorization: Basic}. */
  public static Credentials basic(String user, Secret password) {
    return new Credentials(user, password);
  }

  /** What {@code WWW-Authenticate} says. */
  String challenge() {
    return user == null
        ? "Bearer realm=\"firewarden\""
        : "Basic realm=\"firewarden\", charset=\"UTF-8\"";
  }

  /**
   * Whether a request may be answered. Takes as long for one that is nearly right as for others.
   *
   * @param authorization the header, or null without one
   * @throws IOException if the secret cannot be read now
   */
  boolean allow(@Nullable String authorization) throws IOException {
    byte[] expected = digest(expected());
    byte[] shown = digest(authorization == null ? "" : shown(authorization));
    return MessageDigest.isEqual(expected, shown);
  }

  /**
   * @throws IOException if the secret cannot be read
   */
  void check() throws IOException {
    secret.read();
  }

  private String expected() throws IOException {
    String value = secret.read();
    return user == null
        ? "bearer " + value
        : "basic " + Base64.getEncoder().encodeToString((user + ':' + value).getBytes(UTF_8));
  }

  /** The header with its scheme, for which case does not count, in small letters. */
  private static String shown(String authorization) {
    String[] parts = authorization.strip().split(" +", 2);
    return parts.length < 2 ? "" : parts[0].toLowerCase(Locale.ROOT) + ' ' + parts[1];
  }

  /** Of equal length for all. */
  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
