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

import io.firewarden.listener.secret.NamedFile;
import io.firewarden.listener.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The key and certificate of the endpoint, in a PKCS12 file.
 *
 * @param file the file
 * @param passwordSetting the setting that names the file with its password
 * @param password its password, which is the key's too
 */
public record ServerKeys(NamedFile file, String passwordSetting, Secret password) {
  private static final int MAX_BYTES = 1 << 20;

  /**
   * @throws IOException if the keys cannot be had; the message names the setting and the file
   */
  SSLContext context() throws IOException {
    char[] secret = password.read().toCharArray();
    InputStream in = new ByteArrayInputStream(file.read("a PKCS12 file", MAX_BYTES));
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, secret);
      requireKey(store);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, secret);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          file
              + " must be a PKCS12 file that the password of "
              + passwordSetting
              + " opens, but: "
              + e.getMessage(),
          e);
    }
  }

  private static void requireKey(KeyStore store) throws IOException, GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        return;
      }
    }
    throw new IOException("it holds no private key");
  }
}
