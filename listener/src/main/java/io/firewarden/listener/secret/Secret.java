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
package io.firewarden.listener.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A token or password of the settings. One in a file is read anew each time, since whoever rotates
 * it does not restart the driver; that is for threads of our own, never for Spark's.
 */
public abstract sealed class Secret {
  private static final int MAX_BYTES = 64 * 1024;

  private Secret() {}

  /** One that stands in a setting itself. */
  public static Secret of(String value) {
    return new Given(value);
  }

  /** One that stands in a file, without the white space around it. */
  public static Secret in(Path file) {
    return new InFile(file);
  }

  /**
   * The secret as it is now, never empty.
   *
   * @throws IOException if it cannot be had; the message names the file and the rule and holds
   *     nothing of what was read
   */
  public abstract String read() throws IOException;

  @Override
  public final String toString() {
    return "Secret[hidden]";
  }

  private static final class Given extends Secret {
    private final String value;

    Given(String value) {
      this.value = value;
    }

    @Override
    public String read() {
      return value;
    }
  }

  private static final class InFile extends Secret {
    private final Path file;

    InFile(Path file) {
      this.file = file;
    }

    @Override
    public String read() throws IOException {
      String text = text().strip();
      if (text.isEmpty()) {
        throw new IOException(file + " must hold a secret, but is empty");
      }
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw new IOException(file + " must hold a secret of one line, but holds several");
      }
      return text;
    }

    private String text() throws IOException {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new IOException(file + " must hold a secret of at most " + MAX_BYTES + " bytes");
        }
        return new String(bytes, UTF_8);
      } catch (NoSuchFileException e) {
        throw new IOException(file + " must be a file that holds a secret, but does not exist", e);
      }
    }
  }
}
