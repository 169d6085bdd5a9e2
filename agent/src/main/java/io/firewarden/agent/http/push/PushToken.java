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
package io.firewarden.agent.http.push;

import io.firewarden.agent.http.access.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The token that whoever pushes must show. One in a file is read anew after a few seconds, so that
 * it can be changed without a restart; of two, the one in the file counts.
 */
public final class PushToken {
  public static final String VARIABLE = "FIREWARDEN_PUSH_TOKEN";

  private final @Nullable SecretFile file;
  private final String given;

  public PushToken(@Nullable Path file, Map<String, String> environment, InstantSource clock) {
    this.file = file == null ? null : new SecretFile("push.token-file", file, clock);
    this.given = environment.getOrDefault(VARIABLE, "").strip();
  }

  /** Whether there is one. */
  boolean isConfigured() {
    return file != null || !given.isEmpty();
  }

  /**
   * Whether a request shows it. Takes as long for one that is nearly right as for others.
   *
   * @param authorization the header, or null without one
   * @throws IOException if the token cannot be read; the message names the file
   */
  boolean allows(@Nullable String authorization) throws IOException {
    byte[] expected = digest("bearer " + expected());
    return MessageDigest.isEqual(expected, digest(shown(authorization)));
  }

  private static String shown(@Nullable String authorization) {
    String[] parts = authorization == null ? new String[0] : authorization.strip().split(" +", 2);
    return parts.length < 2 ? "" : parts[0].toLowerCase(Locale.ROOT) + ' ' + parts[1];
  }

  private String expected() throws IOException {
    return file == null ? given : file.read();
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
