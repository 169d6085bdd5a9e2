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
package io.firewarden.agent.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The token that whoever pushes must show. One in a file is read anew after a few seconds, so that
 * it can be changed without a restart; of two, the one in the file counts.
 */
final class PushToken {
  static final String VARIABLE = "FIREWARDEN_PUSH_TOKEN";
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 64 * 1024;

  private final @Nullable Path file;
  private final String given;
  private final InstantSource clock;
  private @Nullable String read;
  private Instant readAt = Instant.MIN;

  PushToken(@Nullable Path file, Map<String, String> environment, InstantSource clock) {
    this.file = file;
    this.given = environment.getOrDefault(VARIABLE, "").strip();
    this.clock = clock;
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

  private synchronized String expected() throws IOException {
    if (file == null) {
      return given;
    }
    Instant now = clock.instant();
    String known = read;
    if (known == null || !now.isBefore(readAt.plus(FRESH))) {
      read = null; // what cannot be read any more holds no longer
      known = text(file);
      read = known;
      readAt = now;
    }
    return known;
  }

  private static String text(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (text.isEmpty() || bytes.length > MAX_BYTES) {
        throw new IOException(
            "push.token-file must hold a token of 1 to "
                + MAX_BYTES
                + " bytes, but "
                + file
                + (text.isEmpty() ? " is empty" : " is larger"));
      }
      return text;
    } catch (NoSuchFileException e) {
      throw new IOException(
          "push.token-file must be a file that holds a token, but " + file + " does not exist", e);
    }
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
