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
package io.firewarden.agent.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A text that must not be shown, and where it is. It is read anew at each use, so that it can be
 * changed without a restart; no text form of this holds it.
 */
public sealed interface Secret {
  /** No secret is longer. */
  int MAX_BYTES = 64 << 10;

  /**
   * The secret itself, without white space around it.
   *
   * @throws IOException if it cannot be had; its message names the place, the rule and what is
   *     there instead, and holds nothing of the secret
   */
  String read() throws IOException;

  /** Written into the configuration. */
  record Given(String value) implements Secret {
    @Override
    public String read() {
      return value;
    }

    @Override
    public String toString() {
      return "Given[***]";
    }
  }

  /** In a file. */
  record InFile(Path file) implements Secret {
    @Override
    public String read() throws IOException {
      byte[] bytes;
      try {
        if (Files.size(file) > MAX_BYTES) {
          throw new IOException(file + " must have at most " + MAX_BYTES + " bytes, but has more");
        }
        bytes = Files.readAllBytes(file);
      } catch (NoSuchFileException e) {
        throw new IOException(file + " must hold a secret, but does not exist", e);
      }
      return checked(new String(bytes, StandardCharsets.UTF_8), file.toString());
    }
  }

  /** In an environment variable. */
  record InVariable(String name) implements Secret {
    @Override
    public String read() throws IOException {
      String value = System.getenv(name);
      return checked(value == null ? "" : value, "the environment variable " + name);
    }
  }

  private static String checked(String text, String place) throws IOException {
    String secret = text.strip();
    if (secret.isEmpty()) {
      throw new IOException(place + " must hold a secret, but is empty");
    }
    if (secret.chars().anyMatch(Character::isISOControl)) {
      throw new IOException(place + " must hold one line of text, but holds control characters");
    }
    return secret;
  }
}
