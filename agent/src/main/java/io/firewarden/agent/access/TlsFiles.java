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

import io.firewarden.agent.config.Access;
import io.firewarden.agent.config.Access.ClientCertificate;
import io.firewarden.agent.config.Access.KeyStoreCertificate;
import io.firewarden.agent.config.Access.PemCertificate;
import io.firewarden.agent.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that say what the agent shows in TLS and whom it trusts, of one access. They are read
 * anew a few seconds after they were changed. Thread-safe.
 */
public final class TlsFiles {
  private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final Access access;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private @Nullable HandshakeCertificates certificates;
  private String stamp = "";
  private Instant checkedAt = Instant.MIN;
  private boolean warned;

  /**
   * The files of an access, which were not yet read.
   *
   * @param environment where the password of a keystore may be
   */
  public TlsFiles(Access access, Map<String, String> environment, InstantSource clock) {
    this.access = access;
    this.environment = environment;
    this.clock = clock;
  }

  /**
   * What they hold now, or held when they were last in order; null when there are none, and the
   * JVM's authorities are trusted. The same object for as long as nothing has changed.
   *
   * @throws AccessException if they were never in order; the message names the key and the file
   */
  public synchronized @Nullable HandshakeCertificates current() throws AccessException {
    if (files().isEmpty()) {
      return null;
    }
    Instant now = clock.instant();
    HandshakeCertificates known = certificates;
    boolean fresh = new Span(checkedAt, FRESH).holds(now);
    if (known != null && fresh) {
      return known;
    }
    checkedAt = now;
    String found = stamp();
    if (known != null && found.equals(stamp)) {
      return known;
    }
    try {
      certificates = read();
      stamp = found;
      warned = false;
      return certificates;
    } catch (AccessException e) {
      if (known == null) {
        throw e;
      }
      if (!warned) {
        log.warn("{}; what it held before is used on", e.getMessage());
        warned = true;
      }
      return known;
    }
  }

  /** A text that changes with the files. */
  private String stamp() {
    StringBuilder stamp = new StringBuilder();
    for (Path file : files()) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        stamp.append(now.lastModifiedTime()).append(' ').append(now.size()).append(' ');
        stamp.append(now.fileKey()).append('\n');
      } catch (IOException ignored) {
        stamp.append("missing\n"); // what is wrong is told by who reads it
      }
    }
    return stamp.toString();
  }

  private HandshakeCertificates read() throws AccessException {
    HandshakeCertificates.Builder builder = new HandshakeCertificates.Builder();
    ClientCertificate shown = access.certificate();
    if (shown instanceof PemCertificate pem) {
      hold(builder, pem);
    } else if (shown instanceof KeyStoreCertificate keystore) {
      hold(builder, keystore);
    }
    Path caFile = access.caFile();
    if (caFile == null) {
      builder.addPlatformTrustedCertificates();
    } else {
      certificates(access.name() + ".ca-file", caFile).forEach(builder::addTrustedCertificate);
    }
    return builder.build();
  }

  private List<Path> files() {
    List<@Nullable Path> files = new ArrayList<>();
    files.add(access.caFile());
    if (access.certificate() instanceof PemCertificate pem) {
      Collections.addAll(files, pem.certificateFile(), pem.keyFile());
    } else if (access.certificate() instanceof KeyStoreCertificate keystore) {
      files.add(keystore.keystoreFile());
      files.add(keystore.password() instanceof Secret.InFile in ? in.file() : null);
    }
    return files.stream().flatMap(Stream::ofNullable).toList();
  }

  private void hold(HandshakeCertificates.Builder builder, PemCertificate pem)
      throws AccessException {
    String key = access.name() + ".client-certificate.";
    List<X509Certificate> chain = certificates(key + "certificate-file", pem.certificateFile());
    String text =
        new String(SecretText.bytes(key + "key-file", pem.keyFile()), StandardCharsets.US_ASCII);
    HeldCertificate held;
    try {
      held = HeldCertificate.decode(pem(chain.get(0)) + text);
    } catch (IllegalArgumentException ignored) { // its message may quote the key
      throw new AccessException(
          key
              + "key-file must hold one key in PKCS #8, not encrypted (BEGIN PRIVATE KEY), but "
              + pem.keyFile()
              + " does not");
    }
    hold(builder, key + "key-file", held.keyPair().getPrivate(), chain);
  }

  private void hold(HandshakeCertificates.Builder builder, KeyStoreCertificate files)
      throws AccessException {
    String key = access.name() + ".client-certificate.keystore-file";
    SecretText.bytes(key, files.keystoreFile()); // for its message
    char[] password =
        new SecretText(
                files.password().key(access.name() + ".client-certificate.keystore-password"),
                files.password(),
                environment,
                clock)
            .get()
            .toCharArray();
    try {
      KeyStore store = KeyStore.getInstance(files.keystoreFile().toFile(), password);
      for (String alias : Collections.list(store.aliases())) {
        if (store.getKey(alias, password) instanceof PrivateKey secret) {
          List<X509Certificate> chain = new ArrayList<>();
          for (Certificate certificate : store.getCertificateChain(alias)) {
            chain.add((X509Certificate) certificate);
          }
          hold(builder, key, secret, chain);
          return;
        }
      }
    } catch (IOException | GeneralSecurityException ignored) {
      throw new AccessException(
          key
              + " must be a PKCS12 or JKS file that its password opens, but "
              + files.keystoreFile()
              + " is not");
    }
    throw new AccessException(key + " must hold a key, but " + files.keystoreFile() + " does not");
  }

  private static void hold(
      HandshakeCertificates.Builder builder,
      String key,
      PrivateKey secret,
      List<X509Certificate> chain)
      throws AccessException {
    X509Certificate own = chain.get(0);
    if (!own.getPublicKey().getAlgorithm().equals(secret.getAlgorithm())) {
      throw new AccessException(key + " must be the key of the certificate, but is another");
    }
    builder.heldCertificate(
        new HeldCertificate(new KeyPair(own.getPublicKey(), secret), own),
        chain.subList(1, chain.size()).toArray(X509Certificate[]::new));
  }

  private static List<X509Certificate> certificates(String key, Path file) throws AccessException {
    byte[] bytes = SecretText.bytes(key, file);
    List<X509Certificate> found = new ArrayList<>();
    try {
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))) {
        found.add((X509Certificate) certificate);
      }
    } catch (CertificateException ignored) {
      found.clear();
    }
    if (found.isEmpty()) {
      throw new AccessException(
          key + " must hold certificates (BEGIN CERTIFICATE), but " + file + " does not");
    }
    return found;
  }

  private static String pem(X509Certificate certificate) {
    return okhttp3.tls.Certificates.certificatePem(certificate);
  }
}
