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
import io.firewarden.agent.config.Access.Basic;
import io.firewarden.agent.config.Access.Bearer;
import io.firewarden.agent.config.Access.Login;
import io.firewarden.agent.config.Secret;
import io.firewarden.agent.config.UrlPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Credentials;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginAccessTest {
  private static final String SECRET = "hush-9Q";

  @TempDir private Path folder;
  private final MockWebServer server = new MockWebServer();
  private Instant now = Instant.parse("2026-11-22T09:00:00Z");

  @BeforeEach
  void open() throws IOException {
    server.start();
    for (int i = 0; i < 3; i++) {
      server.enqueue(new MockResponse.Builder().code(200).build());
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void showsUserAndPassword() throws Exception {
    Access access = access(new Basic("monitor", secret("p", SECRET + "é\n")), Map.of());

    assertThat(asked(access).getHeaders().get("Authorization"))
        .isEqualTo(
            Credentials.basic("monitor", SECRET + "é", java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void showsTheTokenThatTheFileHoldsNow() throws Exception {
    Path token = file("t", "one");
    try (AccessClients clients = clients(access(new Bearer(new Secret.InFile(token)), Map.of()))) {
      assertThat(asked(clients).getHeaders().get("Authorization")).isEqualTo("Bearer one");
      file("t", "two");
      assertThat(asked(clients).getHeaders().get("Authorization")).isEqualTo("Bearer one");

      now = now.plus(SecretText.FRESH);

      assertThat(asked(clients).getHeaders().get("Authorization")).isEqualTo("Bearer two");
    }
  }

  @Test
  void readsATokenAgainWhenTheClockWasSetBack() throws Exception {
    SecretText text =
        new SecretText("a.b", new Secret.InFile(file("t", "one")), Map.of(), () -> now);
    text.get();
    file("t", "two");

    now = now.minusSeconds(3600);

    assertThat(text.get()).isEqualTo("two");
  }

  @Test
  void forgetsATokenThatCannotBeReadAnyMore() throws Exception {
    Path token = file("t", SECRET);
    try (AccessClients clients = clients(access(new Bearer(new Secret.InFile(token)), Map.of()))) {
      asked(clients);
      Files.delete(token);
      now = now.plus(SecretText.FRESH);

      assertThatThrownBy(() -> asked(clients))
          .isInstanceOf(AccessException.class)
          .hasMessage(
              "access[1].bearer.token-file must be a readable file, but "
                  + token
                  + " does not exist");
    }
  }

  @Test
  void sendsHeadersFromFilesAndFromTheEnvironment() throws Exception {
    Map<String, Secret> headers =
        Map.of(
            "X-Api-Key", new Secret.InFile(file("k", SECRET)),
            "X-Tenant", new Secret.InVariable("TENANT"));

    RecordedRequest request = asked(access(null, headers));

    assertThat(request.getHeaders().get("X-Api-Key")).isEqualTo(SECRET);
    assertThat(request.getHeaders().get("X-Tenant")).isEqualTo("risk");
  }

  @Test
  void namesAVariableThatIsNotSet() {
    Access access = access(null, Map.of("X-Key", new Secret.InVariable("NOT_SET")));

    assertThatThrownBy(() -> asked(access))
        .isInstanceOf(AccessException.class)
        .hasMessage(
            "access[1].headers.X-Key must be an environment variable, but NOT_SET is not set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hush\nhush", "hu\0sh", "hush\rX: y"})
  void refusesASecretThatWouldBreakTheRequestWithoutShowingIt(String text) throws Exception {
    for (Access access :
        List.of(
            access(new Bearer(secret("t", text)), Map.of()),
            access(null, Map.of("X-Key", new Secret.InFile(file("t", text)))))) {
      assertThatThrownBy(() -> asked(access))
          .isInstanceOf(AccessException.class)
          .hasMessageContaining("must hold one line of text")
          .hasMessageNotContaining("hush");
    }
  }

  @Test
  void refusesACharacterThatAHeaderCannotHoldWithoutShowingTheRest() throws Exception {
    for (Access access :
        List.of(
            access(new Bearer(secret("t", SECRET + "é")), Map.of()),
            access(null, Map.of("X-Key", secret("t", SECRET + "é"))))) {
      assertThatThrownBy(() -> asked(access))
          .isInstanceOf(AccessException.class)
          .hasMessageContaining("must be printable ASCII characters")
          .hasMessageNotContaining(SECRET);
    }
  }

  @Test
  void readsASecretAgainWhenTheClockWasSetBack() throws Exception {
    SecretText text = new SecretText("a.b", secret("t", "one"), Map.of(), () -> now);
    text.get();
    file("t", "two");
    now = now.minusSeconds(3600);

    assertThat(text.get()).isEqualTo("two");
  }

  @Test
  void sendsWhatIsNoSecretOverPlainHttp() throws Exception {
    Access access = access(null, Map.of("X-Scope", new Secret.Given("prod")));
    try (AccessClients clients = clients(access)) {
      Request request = new Request.Builder().url("http://spark.invalid:4040/").build();
      assertThat(clients.newCall(request).request().header("X-Scope")).isEqualTo("prod");
    }
  }

  @Test
  void asksOthersWithoutAnySecret() throws Exception {
    Access elsewhere =
        new Access(
            "access[0]",
            List.of(new UrlPattern("http", "127.0.0.1", server.getPort(), "/proxy")),
            new Basic("monitor", secret("p", SECRET)),
            null,
            null,
            Map.of("X-Key", new Secret.InFile(file("k", SECRET))),
            null,
            false);

    RecordedRequest request = asked(elsewhere);

    assertThat(request.getHeaders().toString()).doesNotContain(SECRET);
    assertThat(request.getHeaders().get("Authorization")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/proxy/app-1/api/v1/applications",
        "/proxy/application_1_0007/api/v1/applications",
        "/spark/proxy/app-1",
        "//proxy/app-1",
        "/%70roxy/app-1",
        "/a%2F..%2Fproxy/app-1",
        "/proxy;a=b/app-1",
      })
  void keepsSecretsFromApplicationsBehindAProxy(String path) throws Exception {
    for (Access access :
        List.of(
            access(new Basic("monitor", secret("p", SECRET)), Map.of()),
            access(new Bearer(secret("t", SECRET)), Map.of()),
            access(
                null, Map.of("X-Key", secret("k", SECRET), "X-Scope", new Secret.Given("prod"))))) {
      try (AccessClients clients = clients(access)) {
        Headers sent = asked(clients, path).getHeaders();
        assertThat(sent.get("Authorization")).isNull();
        assertThat(sent.toString()).doesNotContain(SECRET);
        assertThat(sent.get("X-Scope")).isEqualTo(access.headers().isEmpty() ? null : "prod");
      }
    }
  }

  @Test
  void showsThemToAProxyThatTheMatchNames() throws Exception {
    Access access =
        new Access(
            "access[1]",
            List.of(
                new UrlPattern(null, "other", 0, "/"),
                new UrlPattern("http", "127.0.0.1", server.getPort(), "/yarn/proxy")),
            new Bearer(secret("t", SECRET)),
            null,
            null,
            Map.of("X-Key", secret("k", "other-" + SECRET)),
            null,
            false);
    try (AccessClients clients = clients(access)) {
      Headers sent = asked(clients, "/yarn/proxy/application_1_0007").getHeaders();
      assertThat(sent.get("Authorization")).isEqualTo("Bearer " + SECRET);
      assertThat(sent.get("X-Key")).isEqualTo("other-" + SECRET);
    }
  }

  @Test
  void showsThemToAReceiverBehindAnyPath() throws Exception {
    OkHttpClient base = new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(10)).build();
    Access access = access(new Bearer(secret("t", SECRET)), Map.of());
    try (AccessClients clients = AccessClients.ofReceiver(base, access, Map.of(), () -> now)) {
      assertThat(asked(clients, "/am/proxy/api/v2/alerts").getHeaders().get("Authorization"))
          .isEqualTo("Bearer " + SECRET);
    }
  }

  @Test
  void theFirstThatMatchesCounts() throws Exception {
    try (AccessClients clients =
        clients(access(null, Map.of()), access(new Bearer(secret("t", SECRET)), Map.of()))) {
      assertThat(asked(clients).getHeaders().get("Authorization")).isNull();
    }
  }

  @Test
  void keepsSecretsOffPlainHttpToAnotherMachine() throws Exception {
    HttpUrl other = HttpUrl.get("http://spark.invalid:4040/");
    for (Access access :
        List.of(
            access(new Basic("monitor", secret("p", SECRET)), Map.of()),
            access(new Bearer(secret("p", SECRET)), Map.of()),
            access(null, Map.of("X-Key", new Secret.InFile(file("p", SECRET)))))) {
      try (AccessClients clients = clients(access)) {
        assertThatThrownBy(() -> clients.newCall(new Request.Builder().url(other).build()))
            .isInstanceOf(AccessException.class)
            .hasMessage(
                "access[1] must not send secrets over plain http to another machine, which is"
                    + " spark.invalid; use https, or set access[1].insecure to true");
      }
    }
  }

  @Test
  void sendsThemThereWhenThatIsWanted() throws Exception {
    Access access =
        new Access(
            "access[1]",
            List.of(new UrlPattern(null, "*", 0, "/")),
            new Bearer(secret("t", SECRET)),
            null,
            null,
            Map.of(),
            null,
            true);
    try (AccessClients clients = clients(access)) {
      Request request = new Request.Builder().url("http://spark.invalid:4040/").build();
      assertThat(clients.newCall(request).request().header("Authorization"))
          .isEqualTo("Bearer " + SECRET);
    }
  }

  @Test
  void showsNoSecretAsText() throws Exception {
    SecretText text = new SecretText("a.b", secret("t", SECRET), Map.of(), () -> now);

    assertThat(text.get()).isEqualTo(SECRET);
    assertThat(text.toString()).isEqualTo("a.b in " + folder.resolve("t"));
  }

  private RecordedRequest asked(Access access) throws Exception {
    try (AccessClients clients = clients(access)) {
      return asked(clients);
    }
  }

  private RecordedRequest asked(AccessClients clients) throws Exception {
    return asked(clients, "/proxyfoo/x");
  }

  private RecordedRequest asked(AccessClients clients, String path) throws Exception {
    HttpUrl url = HttpUrl.get("http://127.0.0.1:" + server.getPort() + path);
    try (Response response = clients.newCall(new Request.Builder().url(url).build()).execute()) {
      assertThat(response.code()).isEqualTo(200);
    }
    return server.takeRequest();
  }

  private AccessClients clients(Access... accesses) {
    OkHttpClient base = new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(10)).build();
    return new AccessClients(base, List.of(accesses), Map.of("TENANT", "risk\n"), () -> now);
  }

  private static Access access(@Nullable Login login, Map<String, Secret> headers) {
    List<UrlPattern> all = List.of(new UrlPattern(null, "*", 0, "/"));
    return new Access("access[1]", all, login, null, null, headers, null, false);
  }

  private Secret secret(String name, String text) throws IOException {
    return new Secret.InFile(file(name, text));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
