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
package io.firewarden.listener.executor;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Recorded trees of {@code /proc} and {@code /sys}, one a kind of machine. */
final class Machine {
  /** Version 1 has the controllers, version 2 is mounted beside it without any; no limit. */
  static final Path HYBRID = root("hybrid");

  /** A container of version 1: the mount's root is the container's own group. */
  static final Path V1_CONTAINER = root("v1-container");

  /** A container of version 2, in a name space of its own; it runs Python workers. */
  static final Path V2_CONTAINER = root("v2-container");

  /** A host of version 2, where the limits are on groups around the process's own. */
  static final Path V2_NESTED = root("v2-nested");

  /** A process in the root group of a host, which has no memory figures. */
  static final Path V2_ROOT = root("v2-root");

  /** A group that this process's name space does not show. */
  static final Path V2_OUTSIDE = root("v2-outside");

  /** Another operating system. */
  static final Path NONE = root("none");

  private Machine() {}

  private static Path root(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(Machine.class.getResource("/machines/" + name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
