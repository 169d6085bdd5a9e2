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
import io.firewarden.agent.config.Secret;
import io.firewarden.agent.config.UrlPattern;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyAccessTest {
  @TempDir private Path folder;
  private final MockWebServer proxy = new MockWebServer();

  @BeforeEach
  void open() throws IOException {
    proxy.start();
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  @Test
  void asksThroughTheProxy() throws Exception {
    proxy.enqueue(new MockResponse.Builder().code(200).build());

    assertThat(get(null, "http://spark.invalid:4040/x")).isEqualTo(200);

    assertThat(proxy.takeRequest().getRequestLine())
        .isEqualTo("GET http://spark.invalid:4040/x HTTP/1.1");
  }

  @Test
  void tellsTheProxyWhoItIsWhenThatAsks() throws Exception {
    proxy.enqueue(challenge());
    proxy.enqueue(new MockResponse.Builder().code(200).build());
    Basic login = new Basic("me", password());

    assertThat(get(login, "http://spark.invalid:4040/x")).isEqualTo(200);

    assertThat(proxy.takeRequest().getHeaders().get("Proxy-Authorization")).isNull();
    RecordedRequest second = proxy.takeRequest();
    assertThat(second.getHeaders().get("Proxy-Authorization"))
        .isEqualTo(Credentials.basic("me", "hush"));
    assertThat(second.getHeaders().get("Authorization")).isNull();
  }

  @Test
  void givesUpWhenTheProxyRefusesIt() throws Exception {
    proxy.enqueue(challenge());
    proxy.enqueue(challenge());
    Basic login = new Basic("me", password());

    assertThat(get(login, "http://spark.invalid:4040/x")).isEqualTo(407);
  }

  @Test
  void namesThePasswordFileOfTheProxy() throws Exception {
    proxy.enqueue(challenge());
    Basic login = new Basic("me", new Secret.InFile(folder.resolve("missing")));

    assertThatThrownBy(() -> get(login, "http://spark.invalid:4040/x"))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("access[0].proxy.password-file must be a readable file");
  }

  @Test
  void asksTheHostsWithoutProxyDirectly() throws Exception {
    try (PlainServer direct = new PlainServer()) {
      assertThat(get(null, direct.url().toString())).isEqualTo(200);
      assertThat(direct.authorizations()).hasSize(1);
      assertThat(proxy.getRequestCount()).isZero();
    }
  }

  private Secret password() throws IOException {
    return new Secret.InFile(Files.writeString(folder.resolve("p"), "hush"));
  }

  private static MockResponse challenge() {
    return new MockResponse.Builder()
        .code(407)
        .addHeader("Proxy-Authenticate", "Basic realm=\"p\"")
        .build();
  }

  private int get(@Nullable Basic login, String url) throws IOException {
    Access access =
        new Access(
            "access[0]",
            List.of(new UrlPattern(null, "*", 0, "/")),
            null,
            null,
            null,
            Map.of(),
            new Access.Proxy(
                URI.create("http://127.0.0.1:" + proxy.getPort()), login, List.of("local*")),
            false);
    OkHttpClient base = new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(10)).build();
    try (AccessClients clients =
            new AccessClients(base, List.of(access), Map.of(), InstantSource.system());
        Response response = clients.newCall(new Request.Builder().url(url).build()).execute()) {
      return response.code();
    }
  }
}
