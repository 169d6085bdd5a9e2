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
package io.firewarden.listener;

import io.firewarden.listener.http.Credentials;
import io.firewarden.listener.http.Protection;
import io.firewarden.listener.http.ServerKeys;
import io.firewarden.listener.secret.NamedFile;
import io.firewarden.listener.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code spark.firewarden.auth.*} and {@code .tls.*}. What is wrong with them is kept with
 * the protection, which then opens nothing: an endpoint is never less protected than was asked for.
 */
final class ProtectionSettings {
  static final String TOKEN = "auth.token";
  static final String TOKEN_FILE = "auth.token.file";
  static final String USER = "auth.user";
  static final String PASSWORD_FILE = "auth.password.file";
  static final String KEYSTORE = "tls.keystore.file";
  static final String KEYSTORE_PASSWORD = "tls.keystore.password.file";
  static final List<String> KEYS =
      List.of(TOKEN, TOKEN_FILE, USER, PASSWORD_FILE, KEYSTORE, KEYSTORE_PASSWORD);

  private final Map<String, String> conf;
  private final List<String> faults = new ArrayList<>();

  private ProtectionSettings(Map<String, String> conf) {
    this.conf = conf;
  }

  static Protection read(Map<String, String> conf) {
    return new ProtectionSettings(conf).read();
  }

  private Protection read() {
    Credentials credentials = credentials();
    ServerKeys keys = keys();
    return new Protection(credentials, keys, faults);
  }

  private @Nullable Credentials credentials() {
    String token = get(TOKEN);
    Secret tokenFile = secret(TOKEN_FILE);
    String user = get(USER);
    Secret password = secret(PASSWORD_FILE);
    refuseBoth(TOKEN, TOKEN_FILE);
    for (String bearer : List.of(TOKEN, TOKEN_FILE)) {
      refuseBoth(bearer, USER);
      refuseBoth(bearer, PASSWORD_FILE);
    }
    requireBoth(USER, PASSWORD_FILE);
    if (user != null && (user.isEmpty() || user.contains(":"))) {
      // Not the value: before and after a colon, these are a name and a password.
      faults.add(name(USER) + " must be a name without a colon, but is not");
    }
    if (token != null && token.isEmpty()) {
      faults.add(name(TOKEN) + " must not be empty");
    }
    if (token != null) {
      return Credentials.bearer(Secret.of(token));
    }
    if (tokenFile != null) {
      return Credentials.bearer(tokenFile);
    }
    return user == null || password == null ? null : Credentials.basic(user, password);
  }

  private @Nullable ServerKeys keys() {
    NamedFile keystore = file(KEYSTORE);
    Secret password = secret(KEYSTORE_PASSWORD);
    requireBoth(KEYSTORE, KEYSTORE_PASSWORD);
    return keystore == null || password == null
        ? null
        : new ServerKeys(keystore, name(KEYSTORE_PASSWORD), password);
  }

  private void refuseBoth(String one, String other) {
    if (has(one) && has(other)) {
      faults.add(name(one) + " and " + name(other) + " must not both be set");
    }
  }

  private void requireBoth(String one, String other) {
    if (has(one) != has(other)) {
      String set = has(one) ? one : other;
      String missing = has(one) ? other : one;
      faults.add(name(missing) + " must be set when " + name(set) + " is, but is not");
    }
  }

  private boolean has(String key) {
    return conf.containsKey(name(key));
  }

  private @Nullable Secret secret(String key) {
    NamedFile file = file(key);
    return file == null ? null : Secret.in(file);
  }

  private @Nullable NamedFile file(String key) {
    String text = get(key);
    return text == null ? null : SettingsReader.file(name(key), text, faults::add);
  }

  private @Nullable String get(String key) {
    String text = conf.get(name(key));
    return text == null ? null : text.trim();
  }

  private static String name(String key) {
    return SettingsReader.PREFIX + key;
  }
}
