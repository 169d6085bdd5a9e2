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
package io.firewarden.agent.http.access;

import io.firewarden.agent.config.Server.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files with the server's certificate and key: PEM, or one PKCS12 file. */
final class KeyFiles {
  private static final int MAX_BYTES = 1 << 20;
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448");

  /** A key and the certificates that go with it, its own first. */
  record Pair(PrivateKey key, List<X509Certificate> chain) {
    Pair {
      chain = List.copyOf(chain);
    }
  }

  private final Tls files;
  private final InstantSource clock;

  KeyFiles(Tls files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
  }

  /** What the files hold, byte for byte: differs when they have changed. */
  byte[] content() throws IOException {
    byte[] certificate = bytes("certificate-file", files.certificateFile());
    byte[] key = files.keyFile() == null ? new byte[0] : bytes("key-file", files.keyFile());
    byte[] both = Arrays.copyOf(certificate, certificate.length + key.length);
    System.arraycopy(key, 0, both, certificate.length, key.length);
    return both;
  }

  /**
   * Reads them.
   *
   * @throws IOException if they cannot be read or do not belong together; the message names setting
   *     and file
   */
  Pair read() throws IOException {
    try {
      return files.keyFile() == null ? store() : pem(files.keyFile());
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "server.tls must name a certificate and its key, but "
              + files.certificateFile()
              + " cannot be used: "
              + e.getMessage(),
          e);
    }
  }

  private Pair pem(Path keyFile) throws IOException, GeneralSecurityException {
    byte[] certificates = bytes("certificate-file", files.certificateFile());
    List<X509Certificate> chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(certificates))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (chain.isEmpty()) {
      throw new IOException(
          "server.tls.certificate-file must hold a certificate in PEM, but "
              + files.certificateFile()
              + " holds none");
    }
    PrivateKey key = key(keyFile);
    requireTheSame(key, chain.get(0), keyFile);
    return new Pair(key, chain);
  }

  private PrivateKey key(Path keyFile) throws IOException, GeneralSecurityException {
    String text = new String(bytes("key-file", keyFile), StandardCharsets.US_ASCII);
    Matcher matcher = PKCS8.matcher(text);
    if (matcher.find()) {
      PKCS8EncodedKeySpec encoded =
          new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
      for (String algorithm : ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
        } catch (InvalidKeySpecException ignored) {
          // It is of another algorithm.
        }
      }
    }
    throw new IOException(
        "server.tls.key-file must hold an unencrypted key in PKCS#8, as `openssl pkcs8 -topk8"
            + " -nocrypt` writes it, but "
            + keyFile
            + " does not");
  }

  private static void requireTheSame(PrivateKey key, X509Certificate certificate, Path keyFile)
      throws IOException, GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = {1, 2, 3};
    boolean same;
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certificate);
      signature.update(text);
      same = signature.verify(signed);
    } catch (java.security.InvalidKeyException | java.security.SignatureException e) {
      same = false;
    }
    if (!same) {
      throw new IOException(
          "server.tls.key-file must hold the key of the first certificate in"
              + " server.tls.certificate-file, but "
              + keyFile
              + " holds another");
    }
  }

  private Pair store() throws IOException, GeneralSecurityException {
    Path passwordFile = files.passwordFile();
    char[] password =
        passwordFile == null
            ? new char[0]
            : new SecretFile("server.tls.password-file", passwordFile, clock).read().toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(
        new ByteArrayInputStream(bytes("certificate-file", files.certificateFile())), password);
    for (String alias : Collections.list(store.aliases())) {
      @Nullable Key key = store.getKey(alias, password);
      Certificate @Nullable [] chain = store.getCertificateChain(alias);
      if (key instanceof PrivateKey found && chain != null) {
        return new Pair(found, Arrays.stream(chain).map(X509Certificate.class::cast).toList());
      }
    }
    throw new IOException(
        "server.tls.certificate-file must hold a key and its certificate, but "
            + files.certificateFile()
            + " holds none");
  }

  private static byte[] bytes(String key, Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(
            "server.tls." + key + " must have at most " + MAX_BYTES + " bytes, but has more");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new IOException("server.tls." + key + " must exist, but " + file + " does not", e);
    }
  }
}
