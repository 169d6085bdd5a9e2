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

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.alerts.check.HealthReport;
import io.firewarden.listener.Keystores;
import io.firewarden.listener.secret.NamedFile;
import io.firewarden.listener.secret.Secret;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProtectionTest {
  private static final List<String> PATHS = List.of("/", "/metrics", "/snapshot", "/health", "/no");

  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private Endpoint endpoint;

  @AfterEach
  void close() {
    if (endpoint != null) {
      endpoint.close();
    }
  }

  @Test
  void showsNothingWithoutTheToken() throws Exception {
    open(new Protection(Credentials.bearer(Secret.of("s3cret")), null, List.of()));

    for (String path : PATHS) {
      HttpResponse<String> answer = get(path, "");
      assertThat(answer.statusCode()).as(path).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate"))
          .hasValue("Bearer realm=\"firewarden\"");
      assertThat(answer.body()).doesNotContain("schemaVersion", "s3cret");
    }
    for (String wrong : List.of("Bearer s3cre", "Bearer s3cret1", "Basic s3cret", "s3cret")) {
      assertThat(get("/metrics", wrong).statusCode()).as(wrong).isEqualTo(401);
    }
    assertThat(get("/metrics", "Bearer s3cret").statusCode()).isEqualTo(200);
    assertThat(get("/snapshot", "bearer  s3cret").statusCode()).isEqualTo(200);
  }

  @Test
  void wantsTheTokenThatIsInTheFileNow() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "first\n");
    open(new Protection(Credentials.bearer(in("x", file)), null, List.of()));

    assertThat(get("/metrics", "Bearer first").statusCode()).isEqualTo(200);
    Files.writeString(file, "second\n");
    assertThat(get("/metrics", "Bearer first").statusCode()).isEqualTo(401);
    assertThat(get("/metrics", "Bearer second").statusCode()).isEqualTo(200);
    Files.delete(file);
    assertThat(get("/metrics", "Bearer second").statusCode()).isEqualTo(503);
  }

  @Test
  void wantsUserAndPassword() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "pässword");
    open(new Protection(Credentials.basic("prometheus", in("x", file)), null, List.of()));

    assertThat(get("/metrics", "").headers().firstValue("WWW-Authenticate"))
        .hasValue("Basic realm=\"firewarden\", charset=\"UTF-8\"");
    assertThat(get("/metrics", basic("prometheus:pässword")).statusCode()).isEqualTo(200);
    assertThat(get("/metrics", basic("prometheu:spässword")).statusCode()).isEqualTo(401);
    assertThat(get("/metrics", basic("other:pässword")).statusCode()).isEqualTo(401);
    assertThat(get("/metrics", "Bearer pässword").statusCode()).isEqualTo(401);
  }

  @Test
  void speaksTlsOfTodayOnly() throws Exception {
    Keystores made = Keystores.make(folder);
    open(new Protection(null, keys(made.pkcs12(), made.password()), List.of()));
    assertThat(endpoint.url("127.0.0.1")).startsWith("https://");

    SSLContext trusting = made.context();
    HttpClient https = HttpClient.newBuilder().sslContext(trusting).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint.url("127.0.0.1") + "metrics")).build();
    assertThat(https.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    assertThat(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
        .failsWithin(java.time.Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(SSLHandshakeException.class);
    try (SSLSocket old =
        (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", endpoint.port())) {
      SSLParameters parameters = old.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.1"});
      old.setSSLParameters(parameters);
      assertThatThrownBy(old::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  void opensNothingWithAProtectionThatCannotBeGiven() throws Exception {
    Keystores made = Keystores.make(folder);
    Path missing = folder.resolve("missing");
    Path wrong = Files.writeString(folder.resolve("wrong"), "not-the-keystore-secret");
    Path empty = Files.writeString(folder.resolve("empty"), "\n");

    assertRefused(
        new Protection(null, null, List.of("a must be b", "c must be d")),
        "a must be b; c must be d");
    assertRefused(
        new Protection(Credentials.bearer(in("auth.token.file", missing)), null, List.of()),
        "auth.token.file=" + missing + " must be a file that holds a secret, but does not exist");
    assertRefused(
        new Protection(Credentials.bearer(in("auth.token.file", empty)), null, List.of()),
        "auth.token.file=" + empty + " must hold a secret, but is empty");
    assertRefused(
        new Protection(Credentials.bearer(in("auth.token.file", folder)), null, List.of()),
        "auth.token.file=" + folder + " must be a file that holds a secret, but cannot be read");
    assertRefused(
        new Protection(Credentials.bearer(in("token.file", Path.of("s3cret"))), null, List.of()),
        "token.file (whose path is not absolute) must be a file that holds a secret, but does not");
    assertRefused(
        new Protection(null, keys(missing, made.password()), List.of()),
        "tls.file=" + missing + " must be a PKCS12 file, but does not exist");
    assertRefused(
        new Protection(null, keys(made.pkcs12(), wrong), List.of()),
        "tls.file=" + made.pkcs12() + " must be a PKCS12 file that the password of tls.password");
    assertRefused(
        new Protection(null, keys(made.pem(), made.password()), List.of()),
        "tls.file=" + made.pem() + " must be a PKCS12 file that the password of tls.password");
    assertRefused(
        new Protection(null, keys(made.pkcs12(), missing), List.of()),
        "tls.password=" + missing + " must be a file");
  }

  private void assertRefused(Protection protection, String message) {
    assertThatThrownBy(() -> open(protection))
        .hasRootCauseInstanceOf(Exception.class)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContainingAny("keystore-secret", "s3cret");
  }

  private static ServerKeys keys(Path file, Path password) {
    return new ServerKeys(
        new NamedFile("tls.file", file), "tls.password", in("tls.password", password));
  }

  private static Secret in(String setting, Path file) {
    return Secret.in(new NamedFile(setting, file));
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private HttpResponse<String> get(String path, String authorization) throws Exception {
    String url = endpoint.url("127.0.0.1") + path.substring(1);
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private void open(Protection protection) throws Exception {
    CompletableFuture<Endpoint> opened = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                opened.complete(
                    Endpoint.open(
                        new Binding("127.0.0.1", 0, 0),
                        protection,
                        new NoPages(),
                        new LongAdder()));
              } catch (Exception e) {
                opened.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    endpoint = opened.get();
  }

  private static final class NoPages implements Pages {
    @Override
    public void writeFigures(OutputStream out, boolean openMetrics) {}

    @Override
    public MetricSnapshots metrics() {
      return MetricSnapshots.of();
    }

    @Override
    public byte[] snapshot() {
      return "{\"schemaVersion\":1}".getBytes(UTF_8);
    }

    @Override
    public Optional<HealthReport> health() {
      return Optional.empty();
    }
  }
}
