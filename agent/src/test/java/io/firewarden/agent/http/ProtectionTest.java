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
package io.firewarden.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.AgentConfigKit;
import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.config.Server;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.http.access.Guard;
import io.firewarden.agent.http.access.ServerTls;
import io.firewarden.agent.http.metrics.AgentMetrics;
import io.firewarden.agent.http.push.PushPage;
import io.firewarden.agent.http.push.PushToken;
import io.firewarden.agent.page.Timeline;
import io.firewarden.agent.poll.PushOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask the agent's own port, and what it shows of itself. */
class ProtectionTest {
  private static final char[] STORE = "s3cret-store".toCharArray();

  @TempDir private Path folder;
  private AgentServer server;
  private Instant now = Instant.now();
  private int reloads;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void open(String yaml) throws Exception {
    AgentConfig config = AgentConfigKit.read(folder, "listen: 127.0.0.1:0\n" + yaml);
    AgentMetrics metrics = new AgentMetrics("prod");
    Shown shown =
        new Shown(
            new Fleet(config.poll().staleAfter(), config.push(), config.applications(), () -> now),
            List::of,
            List::of,
            new Timeline(config.applications(), () -> now),
            () -> true,
            () -> true,
            () -> LoadedConfig.of(config),
            () -> {
              reloads++;
              return new ReloadAnswer(List.of());
            });
    server = AgentServer.open(config, shown, metrics, snapshot -> PushOutcome.CLOSED);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private int status(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isReadOnlyAndOpenWithoutAnySecret() throws Exception {
    open("");
    assertThat(status("GET", "/metrics")).isEqualTo(200);
    for (String method : List.of("PUT", "DELETE", "POST", "PATCH")) {
      assertThat(status(method, "/api/v1/alerts")).isEqualTo(405);
    }
    assertThat(status("POST", "/-/reload")).isEqualTo(200);
    assertThat(reloads).isEqualTo(1);
  }

  @Test
  void reloadsForNoPageInABrowser() throws Exception {
    open("");
    assertThat(status("POST", "/-/reload", "Origin", "http://evil.example")).isEqualTo(403);
    assertThat(reloads).isZero();
  }

  @Test
  void asksForThePasswordOrTheTokenOnceThereIsOne() throws Exception {
    file("password", "pass word:1\n");
    file("token", "t0ken\n");
    open(
        "server: {basic-auth: {user: ops, password-file: '"
            + folder.resolve("password")
            + "'}, bearer-token-file: '"
            + folder.resolve("token")
            + "'}");

    for (String path :
        List.of("/", "/metrics", "/api/v1/alerts", "/sd", "/runbooks/x", "/nothing")) {
      assertThat(status("GET", path)).as(path).isEqualTo(401);
    }
    assertThat(status("POST", "/-/reload")).isEqualTo(401);
    assertThat(status("GET", "/-/healthy")).isEqualTo(200);
    assertThat(status("GET", "/-/ready")).isEqualTo(200);
    String[] right = {
      basic("ops", "pass word:1"),
      "Bearer t0ken",
      "bearer t0ken",
      "BASIC " + basic("ops", "pass word:1").substring(6)
    };
    for (String shown : right) {
      assertThat(status("GET", "/metrics", "Authorization", shown)).as(shown).isEqualTo(200);
    }
    String[] wrong = {
      basic("ops", "t0ken"),
      basic("root", "pass word:1"),
      "Bearer pass word:1",
      "Bearer",
      "t0ken",
      "Basic t0ken",
      "Basic %%%"
    };
    for (String shown : wrong) {
      assertThat(status("GET", "/metrics", "Authorization", shown)).as(shown).isEqualTo(401);
    }
    assertThat(status("POST", "/-/reload", "Authorization", "Bearer t0ken")).isEqualTo(200);
  }

  @Test
  void keepsTheTokenForPushesApart() throws Exception {
    file("password", "p");
    file("push", "push-token");
    open(
        "server: {basic-auth: {user: ops, password-file: '"
            + folder.resolve("password")
            + "'}}\npush: {token-file: '"
            + folder.resolve("push")
            + "'}");
    String cluster = PushPage.CLUSTER;
    assertThat(
            status("POST", PushPage.PATH, cluster, "default", "Authorization", "Bearer push-token"))
        .as("not for want of a password")
        .isEqualTo(415);
    assertThat(
            status("POST", PushPage.PATH, cluster, "default", "Authorization", basic("ops", "p")))
        .isEqualTo(401);
    assertThat(status("GET", "/metrics", "Authorization", "Bearer push-token")).isEqualTo(401);
  }

  @Test
  void takesAPasswordThatChangesAndOpensToNobodyWhenItIsGone() throws Exception {
    Path file = file("password", "old");
    Server.Basic basic = new Server.Basic("ops", file);
    Guard guard = new Guard(new Server(null, basic, null, 0), () -> now);
    assertThat(guard.allows(basic("ops", "old"))).isTrue();

    Files.writeString(file, "new");
    now = now.plusSeconds(6);
    assertThat(guard.allows(basic("ops", "old"))).isFalse();
    assertThat(guard.allows(basic("ops", "new"))).isTrue();

    Files.delete(file);
    now = now.plusSeconds(6);
    assertThat(guard.allows(basic("ops", "new"))).isFalse();
    assertThat(guard.allows(null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void speaksTlsWithPemFilesAndTakesANewCertificate(String algorithm) throws Exception {
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    pem(algorithm, "first", certificate, key);
    open("server: {tls: {certificate-file: '" + certificate + "', key-file: '" + key + "'}}");
    assertThat(subject("TLSv1.3")).contains("CN=first");
    assertThat(subject("TLSv1.2")).contains("CN=first");
    assertThatThrownBy(() -> subject("TLSv1.1")).isInstanceOf(IOException.class);
  }

  @Test
  void takesACertificateThatIsRenewedAndKeepsItWhenTheNextIsBroken() throws Exception {
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    pem("EC", "first", certificate, key);
    var secure = ServerTls.of(new Server.Tls(certificate, key, null), () -> now);
    server =
        AgentServer.open(
            new AgentConfig.Listen("127.0.0.1", 0),
            new Door(pages(), new Guard(Server.OPEN, () -> now)),
            secure,
            RequestThreads.LIMIT);
    assertThat(subject("TLSv1.3")).contains("CN=first");

    pem("RSA", "second", certificate, key);
    now = now.plusSeconds(6);
    assertThat(subject("TLSv1.3")).contains("CN=second");

    Files.writeString(certificate, "nothing");
    now = now.plusSeconds(6);
    assertThat(subject("TLSv1.3")).contains("CN=second");
  }

  private static Pages pages() {
    PushPage push =
        new PushPage(
            AgentConfig.ofDefaults(),
            new PushToken(null, Map.of(), Instant::now),
            Instant::now,
            snapshot -> PushOutcome.CLOSED,
            result -> {});
    return new Pages(null, new AgentMetrics("prod"), push, null, null, null);
  }

  @Test
  void speaksTlsWithAPkcs12File() throws Exception {
    Path store = store("EC", "stored");
    file("store-password", new String(STORE));
    open(
        "server: {tls: {certificate-file: '"
            + store
            + "', password-file: '"
            + folder.resolve("store-password")
            + "'}}");
    assertThat(subject("TLSv1.3")).contains("CN=stored");
  }

  @Test
  void refusesAKeyThatIsNotTheCertificatesAndNamesTheFile() throws Exception {
    pem("RSA", "one", folder.resolve("one.pem"), folder.resolve("one.key"));
    pem("RSA", "two", folder.resolve("two.pem"), folder.resolve("two.key"));
    assertThatThrownBy(
            () ->
                open(
                    "server: {tls: {certificate-file: '"
                        + folder.resolve("one.pem")
                        + "', key-file: '"
                        + folder.resolve("two.key")
                        + "'}}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("server.tls.key-file must hold the key of the first certificate")
        .hasMessageContaining("two.key");
  }

  private String subject(String protocol) throws Exception {
    TrustManager[] all = {
      new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
          return new X509Certificate[0];
        }
      }
    };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, all, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.setSoTimeout(10_000);
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
      SSLSession session = socket.getSession();
      socket
          .getOutputStream()
          .write("GET /-/healthy HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .endsWith("200");
      return ((X509Certificate) session.getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  private Path store(String algorithm, String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(STORE),
                "-ext",
                "SAN=ip:127.0.0.1",
                "-validity",
                "30")
            .redirectErrorStream(true)
            .start();
    try (InputStream out = keytool.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(keytool.waitFor()).as(said).isZero();
    }
    return store;
  }

  private void pem(String algorithm, String name, Path certificate, Path key) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store(algorithm, name))) {
      store.load(in, STORE);
    }
    Files.writeString(certificate, block("CERTIFICATE", store.getCertificate("it").getEncoded()));
    Files.writeString(key, block("PRIVATE KEY", store.getKey("it", STORE).getEncoded()));
  }

  private static String block(String what, byte[] bytes) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
