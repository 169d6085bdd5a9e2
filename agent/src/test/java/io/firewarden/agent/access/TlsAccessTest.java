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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.agent.config.Access;
import io.firewarden.agent.config.Access.ClientCertificate;
import io.firewarden.agent.config.Access.KeyStoreCertificate;
import io.firewarden.agent.config.Access.PemCertificate;
import io.firewarden.agent.config.Secret;
import io.firewarden.agent.config.UrlPattern;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsAccessTest {
  private final Certificates certificates = new Certificates();
  private final HeldCertificate own = certificates.of("firewarden", "localhost");

  @TempDir private Path folder;
  private final MockWebServer server = new MockWebServer();
  private Instant now = Instant.parse("2026-11-22T09:00:00Z");
  private Path caFile;

  @BeforeEach
  void open() throws IOException {
    caFile = certificates.caFile(folder);
    server.useHttps(certificates.server("localhost").sslSocketFactory());
    server.start();
    for (int i = 0; i < 4; i++) {
      server.enqueue(new MockResponse.Builder().code(200).build());
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void trustsTheAuthorityOfTheFile() throws Exception {
    try (AccessClients clients = clients(null, caFile)) {
      assertThat(get(clients)).isEqualTo(200);
    }
  }

  @Test
  void trustsNobodyElseThen() throws Exception {
    Path other = file("other.pem", new Certificates("other").authority().certificatePem());
    try (AccessClients clients = clients(null, other)) {
      assertThatThrownBy(() -> get(clients)).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void trustsEachOfSeveralAuthorities() throws Exception {
    HeldCertificate other = new Certificates("other").authority();
    Path both =
        file("both.pem", other.certificatePem() + certificates.authority().certificatePem());
    try (AccessClients clients = clients(null, both)) {
      assertThat(get(clients)).isEqualTo(200);
    }
  }

  @Test
  void showsACertificateFromPemFiles() throws Exception {
    server.requireClientAuth();
    try (AccessClients clients = clients(pem(own), caFile)) {
      assertThat(get(clients)).isEqualTo(200);
      assertThat(server.takeRequest().getHandshake().peerPrincipal().getName())
          .contains("CN=firewarden");
    }
  }

  @Test
  void showsTheCertificatesInBetween() throws Exception {
    HeldCertificate between =
        new HeldCertificate.Builder()
            .certificateAuthority(0)
            .commonName("between")
            .signedBy(certificates.authority())
            .build();
    HeldCertificate far =
        new HeldCertificate.Builder()
            .commonName("firewarden")
            .addSubjectAlternativeName("localhost")
            .signedBy(between)
            .build();
    server.requireClientAuth();
    ClientCertificate chain =
        new PemCertificate(
            file("chain.pem", far.certificatePem() + between.certificatePem()),
            file("key.pem", far.privateKeyPkcs8Pem()));
    try (AccessClients clients = clients(chain, caFile)) {
      assertThat(get(clients)).isEqualTo(200);
    }
  }

  @Test
  void showsACertificateFromAKeystore() throws Exception {
    server.requireClientAuth();
    try (AccessClients clients = clients(keystore("hush"), caFile)) {
      assertThat(get(clients)).isEqualTo(200);
    }
  }

  @Test
  void tellsThatTheServerWantsACertificate() throws Exception {
    server.requireClientAuth();
    try (AccessClients clients = clients(null, caFile)) {
      assertThatThrownBy(() -> get(clients)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, -3600}) // the clock may be set back as well
  void showsTheNewCertificateWhenTheFilesHaveChanged(long later) throws Exception {
    server.requireClientAuth();
    try (AccessClients clients = clients(pem(certificates.of("old", "localhost")), caFile)) {
      assertThat(get(clients)).isEqualTo(200);
      assertThat(server.takeRequest().getHandshake().peerPrincipal().getName()).contains("CN=old");
      pem(own);
      now = now.plusSeconds(later);

      assertThat(get(clients)).isEqualTo(200);

      assertThat(server.takeRequest().getHandshake().peerPrincipal().getName())
          .contains("CN=firewarden");
    }
  }

  @Test
  void goesOnWithWhatItHadWhileAFileIsBroken() throws Exception {
    server.requireClientAuth();
    try (AccessClients clients = clients(pem(own), caFile)) {
      assertThat(get(clients)).isEqualTo(200);
      file("key.pem", "half of a k");
      now = now.plusSeconds(5);

      assertThat(get(clients)).isEqualTo(200);
    }
  }

  @Test
  void namesAFileThatHoldsNoKeyAndShowsNothingOfIt() throws Exception {
    ClientCertificate bad =
        new PemCertificate(
            file("cert.pem", own.certificatePem()),
            file("key.pem", own.privateKeyPkcs8Pem().replace("PRIVATE", "HUSH")));
    String some = own.privateKeyPkcs8Pem().lines().skip(1).findFirst().orElseThrow();
    try (AccessClients clients = clients(bad, caFile)) {
      assertThatThrownBy(() -> get(clients))
          .isInstanceOf(AccessException.class)
          .hasMessageContaining(
              "access[0].client-certificate.key-file must hold one key in PKCS #8")
          .hasMessageContaining(folder.resolve("key.pem").toString())
          .hasMessageNotContaining(some)
          .hasMessageNotContaining("HUSH");
    }
  }

  @Test
  void namesAKeystoreThatItsPasswordDoesNotOpen() throws Exception {
    KeyStoreCertificate good = keystore("hush");
    ClientCertificate bad =
        new KeyStoreCertificate(
            good.keystoreFile(), new Secret.InFile(file("password", "another")));
    try (AccessClients clients = clients(bad, caFile)) {
      assertThatThrownBy(() -> get(clients))
          .isInstanceOf(AccessException.class)
          .hasMessageContaining(
              "keystore-file must be a PKCS12 or JKS file that its password opens")
          .hasMessageNotContaining("another");
    }
  }

  @Test
  void namesAnAuthorityFileThatHoldsNoCertificate() throws Exception {
    try (AccessClients clients = clients(null, file("empty.pem", "nothing"))) {
      assertThatThrownBy(() -> get(clients))
          .isInstanceOf(AccessException.class)
          .hasMessageContaining("access[0].ca-file must hold certificates (BEGIN CERTIFICATE)");
    }
  }

  private int get(AccessClients clients) throws IOException {
    HttpUrl url = HttpUrl.get("https://localhost:" + server.getPort() + "/x");
    try (Response response = clients.newCall(new Request.Builder().url(url).build()).execute()) {
      return response.code();
    }
  }

  private AccessClients clients(@Nullable ClientCertificate certificate, Path ca) {
    Access access =
        new Access(
            "access[0]",
            List.of(new UrlPattern("https", "localhost", 0, "/")),
            null,
            certificate,
            ca,
            Map.of(),
            null,
            false);
    OkHttpClient base = new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(10)).build();
    return new AccessClients(base, List.of(access), Map.of(), () -> now);
  }

  private ClientCertificate pem(HeldCertificate held) throws IOException {
    return new PemCertificate(
        file("cert.pem", held.certificatePem()), file("key.pem", held.privateKeyPkcs8Pem()));
  }

  private KeyStoreCertificate keystore(String password) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        own.keyPair().getPrivate(),
        password.toCharArray(),
        new Certificate[] {own.certificate()});
    Path keystore = folder.resolve("own.p12");
    try (OutputStream out = Files.newOutputStream(keystore)) {
      store.store(out, password.toCharArray());
    }
    return new KeyStoreCertificate(keystore, new Secret.InFile(file("password", password + "\n")));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
