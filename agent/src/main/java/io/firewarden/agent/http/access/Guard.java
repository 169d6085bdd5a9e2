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
package io.firewarden.agent.http.access;

import io.firewarden.agent.config.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells by the header {@code Authorization} whether a request may be answered. */
public final class Guard {
  private static final Logger log = LoggerFactory.getLogger(Guard.class);

  private final @Nullable String user;
  private final @Nullable SecretFile password;
  private final @Nullable SecretFile token;
  private volatile boolean toldUnreadable;

  public Guard(Server server, InstantSource clock) {
    Server.Basic basic = server.basic();
    this.user = basic == null ? null : basic.user();
    this.password =
        basic == null
            ? null
            : new SecretFile("server.basic-auth.password-file", basic.passwordFile(), clock);
    this.token =
        server.tokenFile() == null
            ? null
            : new SecretFile("server.bearer-token-file", server.tokenFile(), clock);
  }

  /** Whether anybody has to say who he is. */
  public boolean isOpen() {
    return password == null && token == null;
  }

  /** What a refused client is told that it may show. */
  public String challenge() {
    String basic = "Basic realm=\"firewarden\", charset=\"UTF-8\"";
    String bearer = "Bearer realm=\"firewarden\"";
    if (password == null) {
      return bearer;
    }
    return token == null ? basic : basic + ", " + bearer;
  }

  /**
   * Whether a request shows one of the secrets. Takes as long for one that is nearly right as for
   * others. A secret that cannot be read opens nothing.
   *
   * @param authorization the header, or null without one
   */
  public boolean allows(@Nullable String authorization) {
    byte[] shown = digest(normal(authorization));
    boolean byPassword = matches(password, "basic", shown);
    boolean byToken = matches(token, "bearer", shown);
    return isOpen() || byPassword || byToken;
  }

  private boolean matches(@Nullable SecretFile secret, String scheme, byte[] shown) {
    if (secret == null) {
      return false;
    }
    try {
      String expected = secret.read();
      toldUnreadable = false;
      String credentials = scheme.equals("basic") ? encoded(user + ":" + expected) : expected;
      return MessageDigest.isEqual(digest(scheme + ' ' + credentials), shown);
    } catch (IOException e) {
      if (!toldUnreadable) {
        log.warn("requests are refused: {}", e.getMessage());
      }
      toldUnreadable = true;
      return false;
    }
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The scheme's case does not count. */
  private static String normal(@Nullable String authorization) {
    String[] parts = authorization == null ? new String[0] : authorization.strip().split(" +", 2);
    return parts.length < 2 ? "" : parts[0].toLowerCase(Locale.ROOT) + ' ' + parts[1];
  }

  /** Of equal length for all. */
  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
