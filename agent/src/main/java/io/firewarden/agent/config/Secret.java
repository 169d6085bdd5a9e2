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

import java.nio.file.Path;
import java.util.Objects;

/** Where a text is that must not be shown. No text form of this holds it. */
public sealed interface Secret {
  /** The key under which the place stands: a name, followed by {@code -file} or {@code -env}. */
  String key(String name);

  /**
   * Written into the configuration.
   *
   * @param value the text itself
   */
  record Given(String value) implements Secret {
    public Given {
      Objects.requireNonNull(value, "value");
    }

    @Override
    public String key(String name) {
      return name;
    }

    @Override
    public String toString() {
      return "the configuration";
    }
  }

  /** In a file, without white space around it; read anew, so that it can be changed. */
  record InFile(Path file) implements Secret {
    @Override
    public String key(String name) {
      return name + "-file";
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }

  /** In an environment variable. */
  record InVariable(String name) implements Secret {
    @Override
    public String key(String name) {
      return name + "-env";
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
