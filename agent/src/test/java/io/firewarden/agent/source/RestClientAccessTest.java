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
package io.firewarden.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.agent.config.Access;
import io.firewarden.agent.config.Access.Bearer;
import io.firewarden.agent.config.Access.Login;
import io.firewarden.agent.config.Secret;
import io.firewarden.agent.config.UrlPattern;
import io.firewarden.agent.source.UnreadableException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestClientAccessTest {
  private static final String SECRET = "hush-9Q";

  record Thing(int number) {}

  @TempDir private Path folder;
  private final MockWebServer first = new MockWebServer();
  private final MockWebServer second = new MockWebServer();

  @BeforeEach
  void open() throws IOException {
    first.start();
    second.start();
    second.enqueue(
        new MockResponse.Builder()
            .addHeader("Content-Type", "application/json")
            .body("{\"number\": 3}")
            .build());
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  void takesNoSecretAlongToWhereItIsRedirected() throws Exception {
    first.enqueue(redirect("http://127.0.0.1:" + second.getPort() + "/y"));
    try (RestClient client = client(access("access[0]", first))) {
      assertThat(client.get(at(first), Thing.class)).isEqualTo(new Thing(3));
    }

    assertThat(first.takeRequest().getHeaders().toString()).contains("X-Key: " + SECRET);
    assertThat(second.takeRequest().getHeaders().toString()).doesNotContain(SECRET);
  }

  @Test
  void asksThereAsTheAccessOfThatAddressSays() throws Exception {
    first.enqueue(redirect("http://127.0.0.1:" + second.getPort() + "/y"));
    try (RestClient client = client(access("access[0]", second))) {
      assertThat(client.get(at(first), Thing.class)).isEqualTo(new Thing(3));
    }

    assertThat(first.takeRequest().getHeaders().toString()).doesNotContain(SECRET);
    assertThat(second.takeRequest().getHeaders().get("Authorization"))
        .isEqualTo("Bearer " + SECRET);
  }

  @Test
  void givesUpOnACircle() {
    for (int i = 0; i < 20; i++) {
      first.enqueue(redirect("/x"));
    }
    try (RestClient client = client(access("access[0]", first))) {
      assertThatThrownBy(() -> client.get(at(first), Thing.class))
          .hasMessageContaining("a redirect that is not followed");
      assertThat(first.getRequestCount()).isEqualTo(11);
    }
  }

  @Test
  void namesTheAccessThatIsRefused() {
    first.enqueue(new MockResponse.Builder().code(401).build());
    try (RestClient client = client(access("access[0]", first))) {
      assertThatThrownBy(() -> client.get(at(first), Thing.class))
          .hasMessageContaining("HTTP 401")
          .hasMessageContaining("refuses that of access[0]")
          .hasMessageNotContaining(SECRET);
    }
  }

  @Test
  void saysWhyNoAccessIsShownToAnApplicationBehindAProxy() {
    first.enqueue(new MockResponse.Builder().code(401).build());
    try (RestClient client = client(access("access[0]", first))) {
      assertThatThrownBy(() -> client.get(at(first).resolve("/proxy/app-1/x"), Thing.class))
          .hasMessageContaining("HTTP 401")
          .hasMessageContaining(
              "that of access[0] is not sent below /proxy unless its match has that path");
    }
  }

  @Test
  void tellsThatItCannotShowWhoItIs() {
    Access access = access("access[0]", first);
    try (RestClient client = client(access)) {
      Files.delete(folder.resolve("secret"));

      assertThatThrownBy(() -> client.get(at(first), Thing.class))
          .isInstanceOfSatisfying(
              UnreadableException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_ACCESS))
          .hasMessageContaining(at(first) + " was not asked: access[0].")
          .hasMessageContaining("does not exist");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    assertThat(first.getRequestCount()).isZero();
  }

  private static URI at(MockWebServer server) {
    return URI.create("http://127.0.0.1:" + server.getPort() + "/x");
  }

  private static RestClient client(Access... accesses) {
    return new RestClient(Duration.ofSeconds(20), 1000, List.of(accesses));
  }

  private Access access(String name, MockWebServer server) {
    try {
      Path secret = Files.writeString(folder.resolve("secret"), SECRET);
      Login login = new Bearer(new Secret.InFile(secret));
      return new Access(
          name,
          List.of(new UrlPattern("http", "127.0.0.1", server.getPort(), "/")),
          login,
          null,
          null,
          Map.of("X-Key", new Secret.InFile(secret)),
          null,
          false);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MockResponse redirect(String to) {
    return new MockResponse.Builder().code(302).addHeader("Location", to).build();
  }
}
