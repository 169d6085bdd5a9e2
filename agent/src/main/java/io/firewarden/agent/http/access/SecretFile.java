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

import io.firewarden.agent.access.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A file with one secret, read anew after a few seconds so that it can be changed at any time. */
public final class SecretFile {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 64 * 1024;

  private final String key;
  private final Path file;
  private final InstantSource clock;
  private @Nullable String read;
  private Instant readAt = Instant.MIN;

  /**
   * @param key the setting that names the file, for messages
   */
  public SecretFile(String key, Path file, InstantSource clock) {
    this.key = key;
    this.file = file;
    this.clock = clock;
  }

  /**
   * The secret, without white space around it.
   *
   * @throws IOException if it cannot be read; the message names the setting and the file
   */
  public synchronized String read() throws IOException {
    Instant now = clock.instant();
    String known = read;
    if (known == null || !new Span(readAt, FRESH).holds(now)) {
      read = null; // what cannot be read any more holds no longer
      known = text();
      read = known;
      readAt = now;
    }
    return known;
  }

  private String text() throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (text.isEmpty() || bytes.length > MAX_BYTES) {
        throw new IOException(
            key
                + " must hold a secret of 1 to "
                + MAX_BYTES
                + " bytes, but "
                + file
                + (text.isEmpty() ? " is empty" : " is larger"));
      }
      return text;
    } catch (NoSuchFileException e) {
      throw new IOException(
          key + " must be a file that holds a secret, but " + file + " does not exist", e);
    }
  }
}
