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
import static org.awaitility.Awaitility.await;

import io.firewarden.agent.config.Access;
import io.firewarden.agent.config.Access.Kerberos;
import io.firewarden.agent.config.UrlPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerberosAccessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final String ME = "firewarden@" + Kdc.REALM;

  @TempDir private static Path folder;
  private static Kdc kdc;
  private static Kerberos service;

  private Kerberos login;
  private SpnegoServer server;
  private volatile Duration shift = Duration.ZERO;
  private final InstantSource clock = () -> Instant.now().plus(shift);
  private AccessClients clients;

  @BeforeAll
  static void openKdc() throws Exception {
    kdc = new Kdc(folder);
    service = kdc.principal("HTTP/localhost");
  }

  @AfterAll
  static void closeKdc() throws Exception {
    kdc.close();
  }

  @BeforeEach
  void open() throws Exception {
    kdc.become(Kdc.Mood.ANSWERS);
    login = kdc.principal("firewarden");
    server = new SpnegoServer(service);
    clients = clients(login, DEADLINE);
  }

  @AfterEach
  void close() {
    clients.close();
    server.close();
  }

  @Test
  void getsInWithItsTicketAndShowsItUnaskedFromThenOn() throws Exception {
    assertThat(get()).isEqualTo(200);
    int questions = kdc.questions();
    assertThat(get()).isEqualTo(200);

    assertThat(server.seen()).containsExactly("nobody", ME, ME);
    assertThat(kdc.questions()).isEqualTo(questions);
  }

  @Test
  void showsNoTicketToAServerThatDoesNotAsk() throws Exception {
    try (AccessClients other = clients(login, DEADLINE);
        PlainServer plain = new PlainServer()) {
      assertThat(get(other, plain.url())).isEqualTo(200);
      assertThat(get(other, plain.url())).isEqualTo(200);
      assertThat(plain.authorizations()).containsExactly("none", "none");
    }
  }

  @Test
  void showsItsTicketToTheProxyOfYarnWhichKeepsIt() throws Exception {
    assertThat(get(clients, server.url("/proxy/application_1_0007/api/v1"))).isEqualTo(200);
    assertThat(get(clients, server.url("/proxy/redirect/application_1_0007/"))).isEqualTo(200);
    assertThat(server.seen()).containsExactly("nobody", ME, ME);
  }

  @Test
  void showsNoTicketToAnApplicationBehindAnyOtherProxy() throws Exception {
    assertThat(get()).isEqualTo(200); // it asks for tickets
    assertThat(get(clients, server.url("/proxy/app-1/api/v1"))).isEqualTo(401);
    assertThat(get(clients, server.url("/proxy/app-1/proxy/application_1_0007"))).isEqualTo(401);
    assertThat(server.seen()).containsExactly("nobody", ME, "nobody", "nobody");
  }

  @Test
  void tellsThatTheKeytabIsOfAnotherTime() throws Exception {
    Path old = Files.copy(login.keytabFile(), folder.resolve("old.keytab"));
    kdc.principal("firewarden"); // new keys
    try (AccessClients late = clients(new Kerberos(ME, old), DEADLINE)) {
      assertThatThrownBy(() -> get(late, server.url("/x")))
          .isInstanceOf(AccessException.class)
          .hasMessageContaining("access[3].kerberos: " + ME)
          .hasMessageContaining("the login with the keytab " + old + " failed");
    } finally {
      Files.delete(old);
    }
  }

  @Test
  void tellsThatThereIsNoKeytab() {
    Path missing = folder.resolve("missing.keytab");
    try (AccessClients bad = clients(new Kerberos(ME, missing), DEADLINE)) {
      assertThatThrownBy(() -> get(bad, server.url("/x")))
          .isInstanceOf(AccessException.class)
          .hasMessageContaining(missing + " failed: the keytab does not exist");
    }
  }

  @Test
  void tellsThatTheKeytabHoldsNoKeyOfThePrincipal() {
    Kerberos other = new Kerberos("somebody@" + Kdc.REALM, login.keytabFile());
    try (AccessClients bad = clients(other, DEADLINE)) {
      assertThatThrownBy(() -> get(bad, server.url("/x")))
          .hasMessageContaining("the keytab holds no key of the principal");
    }
  }

  @Test
  void tellsThatTheKdcDoesNotKnowTheServer() throws Exception {
    HttpUrl unknown = server.url("/x").newBuilder().host("127.0.0.1").build();

    assertThatThrownBy(() -> get(clients, unknown))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("there is no ticket for HTTP/127.0.0.1");
    int questions = kdc.questions();
    assertThatThrownBy(() -> get(clients, unknown)).isInstanceOf(AccessException.class);
    assertThat(kdc.questions()).isEqualTo(questions); // left alone for a while
    assertThat(get()).isEqualTo(200); // others are not kept out by that
  }

  @Test
  void logsInAgainBeforeTheTicketRunsOut() throws Exception {
    assertThat(get()).isEqualTo(200);
    int questions = kdc.questions();
    shift = Duration.ofHours(22); // of 24

    assertThat(get()).isEqualTo(200);

    await().atMost(DEADLINE).until(() -> kdc.questions() > questions);
    assertThat(server.seen()).containsExactly("nobody", ME, ME);
  }

  @Test
  void logsInAgainWhenTheTicketHasRunOut() throws Exception {
    assertThat(get()).isEqualTo(200);
    int questions = kdc.questions();
    shift = Duration.ofHours(25);

    assertThat(get()).isEqualTo(200);

    assertThat(kdc.questions()).isGreaterThan(questions);
  }

  @Test
  void goesOnWithItsTicketWhileTheKdcIsAway() throws Exception {
    assertThat(get()).isEqualTo(200);
    kdc.become(Kdc.Mood.HANGS);
    shift = Duration.ofHours(22);

    long start = System.nanoTime();
    for (int i = 0; i < 5; i++) {
      assertThat(get()).isEqualTo(200);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);
  }

  @Test
  void waitsForASilentKdcOnceAndNoLongerThanItsDeadline() throws Exception {
    kdc.become(Kdc.Mood.HANGS);
    try (AccessClients hasty = clients(login, Duration.ofMillis(400))) {
      assertThatThrownBy(() -> get(hasty, server.url("/x")))
          .isInstanceOf(AccessException.class)
          .hasMessageContaining("the KDC did not answer within 200 ms");
      int questions = kdc.questions();
      for (int i = 0; i < 100; i++) {
        assertThatThrownBy(() -> get(hasty, server.url("/x")))
            .hasMessageContaining("the KDC did not answer within 200 ms");
      }
      assertThat(kdc.questions()).isEqualTo(questions);
    }
  }

  @Test
  void comesBackAfterTheKdc() throws Exception {
    kdc.become(Kdc.Mood.REFUSES);
    assertThatThrownBy(this::get).isInstanceOf(AccessException.class);
    kdc.become(Kdc.Mood.ANSWERS);
    assertThatThrownBy(this::get).isInstanceOf(AccessException.class);

    shift = KerberosLogin.PAUSE.plusSeconds(1);

    assertThat(get()).isEqualTo(200);
  }

  private int get() throws IOException {
    return get(clients, server.url("/x"));
  }

  private static int get(AccessClients from, HttpUrl url) throws IOException {
    try (Response response = from.newCall(new Request.Builder().url(url).build()).execute()) {
      return response.code();
    }
  }

  private AccessClients clients(Kerberos kerberos, Duration deadline) {
    Access access =
        new Access(
            "access[3]",
            List.of(new UrlPattern(null, "*", 0, "/")),
            kerberos,
            null,
            null,
            Map.of(),
            null,
            false);
    OkHttpClient base = new OkHttpClient.Builder().callTimeout(deadline).build();
    return new AccessClients(base, List.of(access), Map.of(), clock);
  }
}
