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

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and its certificate for 127.0.0.1, made by the JDK's own tool. */
public record Keystores(Path pkcs12, Path password, Path pem) {
  static final String SECRET = "keystore-secret";

  public static Keystores make(Path folder) throws IOException, InterruptedException {
    Path pkcs12 = folder.resolve("server.p12");
    Path pem = folder.resolve("ca.pem");
    keytool(
        "-genkeypair -alias server -keyalg EC -dname CN=127.0.0.1 -ext SAN=ip:127.0.0.1 -validity 30",
        pkcs12);
    keytool("-exportcert -rfc -alias server -file " + pem, pkcs12);
    Path password = Files.writeString(folder.resolve("password"), SECRET + "\n");
    return new Keystores(pkcs12, password, pem);
  }

  private static void keytool(String arguments, Path pkcs12)
      throws IOException, InterruptedException {
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()),
                Stream.of(arguments.split(" ")),
                Stream.of("-storetype", "PKCS12", "-storepass", SECRET, "-keystore"),
                Stream.of(pkcs12.toString()))
            .flatMap(each -> each)
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
  }

  /** For a server with the key, or a client that trusts the certificate. */
  public SSLContext context() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(pkcs12)) {
      store.load(in, SECRET.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, SECRET.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", store.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
