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
package io.firewarden.agent.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** An authority of its own, and certificates that it signs. */
public final class Certificates {
  private final HeldCertificate authority;

  public Certificates() {
    this("ca");
  }

  Certificates(String name) {
    this.authority = new HeldCertificate.Builder().certificateAuthority(1).commonName(name).build();
  }

  HeldCertificate authority() {
    return authority;
  }

  /** The certificate of somebody at a host. */
  public HeldCertificate of(String name, String host) {
    return new HeldCertificate.Builder()
        .commonName(name)
        .addSubjectAlternativeName(host)
        .signedBy(authority)
        .build();
  }

  /** What a server at a host shows; it trusts whom the authority has signed. */
  public HandshakeCertificates server(String host) {
    return new HandshakeCertificates.Builder()
        .heldCertificate(of("server", host))
        .addTrustedCertificate(authority.certificate())
        .build();
  }

  /** The authority's own certificate in a file. */
  public Path caFile(Path folder) throws IOException {
    return Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
  }
}
