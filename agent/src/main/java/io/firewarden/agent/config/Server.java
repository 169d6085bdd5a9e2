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
import org.jspecify.annotations.Nullable;

/**
 * How the agent's own port is protected.
 *
 * @param tls what it shows of itself, or null for plain http
 * @param basic who may come with a password, or null
 * @param tokenFile the file with the token that others may show instead, or null
 * @param listenerPort where drivers have their listener, for those who ask what to scrape; 0 when
 *     that is not known
 */
public record Server(
    @Nullable Tls tls, @Nullable Basic basic, @Nullable Path tokenFile, int listenerPort) {
  /** Plain http, open to all who reach it. */
  public static final Server OPEN = new Server(null, null, null, 0);

  /** Whether readers must say who they are. */
  public boolean isGuarded() {
    return basic != null || tokenFile != null;
  }

  /**
   * A certificate and its key.
   *
   * @param certificateFile PEM with the certificate and those that vouch for it; PKCS12 with the
   *     key too when its name ends in {@code .p12} or {@code .pfx}
   * @param keyFile PEM with the key in PKCS#8, or null with PKCS12
   * @param passwordFile the file with the PKCS12 file's password, or null with PEM
   */
  public record Tls(Path certificateFile, @Nullable Path keyFile, @Nullable Path passwordFile) {}

  /**
   * A user.
   *
   * @param user the name
   * @param passwordFile the file with the password
   */
  public record Basic(String user, Path passwordFile) {}
}
