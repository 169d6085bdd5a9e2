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
package io.firewarden.model;

import java.io.IOException;

/** PLACEHOLDER: the snapshot's durable JSON form, with {@code schemaVersion}. */
public final class SnapshotJson {
  /** Raised when a field is renamed, removed or changes its meaning; additions do not raise it. */
  public static final int SCHEMA_VERSION = 1;

  private SnapshotJson() {}

  public static byte[] write(ApplicationSnapshot snapshot) {
    throw new UnsupportedOperationException();
  }

  public static ApplicationSnapshot read(byte[] json) throws IOException {
    throw new UnsupportedOperationException();
  }
}
