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
  public static Secret in(NamedFile file) {
    return new InFile(file);
  }

  /**
   * The secret as it is now, never empty.
   *
   * @throws IOException if it cannot be had; the message names the setting and the rule and holds
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
    private final NamedFile file;

    InFile(NamedFile file) {
      this.file = file;
    }

    @Override
    public String read() throws IOException {
      String text = new String(file.read("a file that holds a secret", MAX_BYTES), UTF_8).strip();
      if (text.isEmpty()) {
        throw new IOException(file + " must hold a secret, but is empty");
      }
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw new IOException(file + " must hold a secret of one line, but holds several");
      }
      return text;
    }
  }
}
