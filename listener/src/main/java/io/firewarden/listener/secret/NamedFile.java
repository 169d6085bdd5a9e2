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

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that a setting names. Whoever pastes a secret where its file is to be named has given a
 * relative path; so only an absolute one is shown.
 *
 * @param setting the setting's whole name
 * @param path the file
 */
public record NamedFile(String setting, Path path) {

  /**
   * Reads it whole.
   *
   * @param what what it is to be, with its article
   * @throws IOException if that cannot be done; the message names the setting and says why
   */
  public byte[] read(String what, int maxBytes) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(maxBytes + 1);
    } catch (IOException e) {
      throw new IOException(this + " must be " + what + ", but " + why(e), e);
    }
    if (bytes.length > maxBytes) {
      throw new IOException(this + " must be " + what + " of at most " + maxBytes + " bytes");
    }
    return bytes;
  }

  /** The messages of some exceptions are the path alone, those of others hold it. */
  static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "does not exist";
    }
    return e instanceof AccessDeniedException
        ? "this process may not read it"
        : "cannot be read: " + e.getClass().getSimpleName();
  }

  /** For messages. */
  @Override
  public String toString() {
    return path.isAbsolute() ? setting + '=' + path : setting + " (whose path is not absolute)";
  }
}
