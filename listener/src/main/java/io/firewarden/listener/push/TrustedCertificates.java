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
package io.firewarden.listener.push;

import io.firewarden.listener.secret.NamedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The certificates of a PEM file, which then are the only ones that are trusted. */
final class TrustedCertificates {
  private static final int MAX_BYTES = 1 << 20;

  private TrustedCertificates() {}

  /**
   * @throws IOException if they cannot be read; the message names the setting
   */
  static SSLContext context(NamedFile pem) throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      int number = 0;
      for (Certificate each : read(pem)) {
        trusted.setCertificateEntry("ca-" + number++, each);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(pem + " must hold certificates in PEM, but " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> read(NamedFile pem)
      throws IOException, GeneralSecurityException {
    InputStream in = new ByteArrayInputStream(pem.read("a file with certificates", MAX_BYTES));
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509").generateCertificates(in);
    if (found.isEmpty()) {
      throw new IOException(pem + " must hold certificates in PEM, but holds none");
    }
    return found;
  }
}
