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

import io.firewarden.agent.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A secret that is one line of text. In a file, it is read anew after a few seconds, so that it can
 * be changed without a restart; what cannot be read any more holds no longer.
 */
public final class SecretText {
  static final Duration FRESH = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 64 * 1024;

  private final String key;
  private final Secret place;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private @Nullable String read;
  private Instant readAt = Instant.MIN;

  /**
   * A secret that was not yet read.
   *
   * @param key its key in the configuration, for messages
   * @param environment where it may be
   */
  public SecretText(
      String key, Secret place, Map<String, String> environment, InstantSource clock) {
    this.key = key;
    this.place = place;
    this.environment = environment;
    this.clock = clock;
  }

  /**
   * The text, without white space around it.
   *
   * @throws AccessException if it cannot be had; the message holds nothing of it
   */
  public synchronized String get() throws AccessException {
    Instant now = clock.instant();
    String known = read;
    if (known == null || !new Span(readAt, FRESH).holds(now)) {
      read = null;
      known = checked(text());
      read = known;
      readAt = now;
    }
    return known;
  }

  /**
   * The same, of what is sent as it stands in a header.
   *
   * @throws AccessException also if it holds anything but printable ASCII
   */
  String inHeader() throws AccessException {
    String text = get();
    if (!text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new AccessException(
          key + " must be printable ASCII characters, but " + place + " holds others");
    }
    return text;
  }

  private String text() throws AccessException {
    if (place instanceof Secret.InFile in) {
      return new String(bytes(key, in.file()), StandardCharsets.UTF_8);
    }
    if (place instanceof Secret.InVariable in) {
      String value = environment.get(in.name());
      if (value == null) {
        throw new AccessException(
            key + " must be an environment variable, but " + in.name() + " is not set");
      }
      return value;
    }
    return ((Secret.Given) place).value();
  }

  private String checked(String text) throws AccessException {
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      throw new AccessException(key + " must hold a secret, but " + place + " is empty");
    }
    if (!stripped.chars().allMatch(c -> c >= ' ' && c != 0x7f)) {
      throw new AccessException(key + " must hold one line of text, but " + place + " holds more");
    }
    return stripped;
  }

  /** A small file, whole. */
  static byte[] bytes(String key, Path file) throws AccessException {
    String problem;
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length <= MAX_BYTES) {
        return bytes;
      }
      problem = " has more than " + MAX_BYTES + " bytes";
    } catch (NoSuchFileException ignored) {
      problem = " does not exist";
    } catch (AccessDeniedException ignored) {
      problem = " may not be read by the agent";
    } catch (IOException e) {
      problem = " cannot be read: " + e.getClass().getSimpleName();
    }
    throw new AccessException(key + " must be a readable file, but " + file + problem);
  }

  @Override
  public String toString() {
    return key + " in " + place;
  }
}
