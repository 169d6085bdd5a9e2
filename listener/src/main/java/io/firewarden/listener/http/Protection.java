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
package io.firewarden.listener.http;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may read the endpoint, and whether on the way others can.
 *
 * @param credentials what a client must show, or null when anybody may read
 * @param keys for TLS, or null for plain HTTP
 * @param faults what is wrong with the settings; nothing may be opened then
 */
public record Protection(
    @Nullable Credentials credentials, @Nullable ServerKeys keys, List<String> faults) {
  /** Anybody may read. */
  public static final Protection NONE = new Protection(null, null, List.of());

  public Protection {
    faults = List.copyOf(faults);
  }

  /**
   * Finds out whether all that is asked for can be given.
   *
   * @throws IOException if not; the message names each setting, its rule and what was found
   */
  void check() throws IOException {
    if (!faults.isEmpty()) {
      throw new IOException(String.join("; ", faults));
    }
    if (credentials != null) {
      credentials.check();
    }
  }
}
