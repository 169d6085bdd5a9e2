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

import com.sun.net.httpserver.HttpExchange;
import io.firewarden.agent.FakeSpark;
import io.firewarden.agent.config.Access;
import io.firewarden.agent.config.Access.Kerberos;
import io.firewarden.agent.config.UrlPattern;
import io.firewarden.agent.config.YarnSource;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.history.HistoryServer;
import io.firewarden.agent.discovery.yarn.YarnResourceManagers;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.RestSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources behind servers that let in who shows a ticket of a real KDC, and nobody else. */
class KerberosSourcesTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String ME = "firewarden@" + Kdc.REALM;
  private static final String YARN_ID = "application_1795337911153_0001";

  @TempDir private static Path folder;
  private static Kdc kdc;
  private static Kerberos service;

  private final FakeSpark inside = FakeSpark.driver("3.5");
  private final HttpClient http = HttpClient.newHttpClient();
  private SpnegoServer door;
  private RestClient client;

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
    door = new SpnegoServer(service, this::forward);
    Access access =
        new Access(
            "access[0]",
            List.of(new UrlPattern(null, "*", 0, "/")),
            kdc.principal("firewarden"),
            null,
            null,
            Map.of(),
            null,
            false);
    client = new RestClient(DEADLINE, 1 << 20, List.of(access));
  }

  @AfterEach
  void close() {
    client.close();
    door.close();
    inside.close();
  }

  @Test
  void areDrivers() {
    assertThat(read(door.url("/").uri())).isInstanceOf(Reading.Read.class);
    assertThat(door.seen()).startsWith("nobody", ME).containsOnlyOnce("nobody");
    assertThat(inside.requests()).hasSizeGreaterThan(5);
  }

  @Test
  void areNotReadWithoutATicket() {
    try (RestClient stranger = new RestClient(DEADLINE, 1 << 20)) {
      Reading reading =
          new RestSource(stranger, door.url("/").uri(), DEADLINE, InstantSource.system()).read();

      assertThat(reading)
          .isInstanceOfSatisfying(
              Reading.Unavailable.class, u -> assertThat(u.code()).isEqualTo("401"));
    }
    assertThat(inside.requests()).isEmpty();
  }

  @Test
  void areResourceManagersAndDriversBehindTheirWebProxy() {
    inside.json(
        "/ws/v1/cluster/info",
        """
        {"clusterInfo": {"id": 1, "startedOn": 1000, "state": "STARTED", "haState": "ACTIVE"}}""");
    String running =
        """
        {"apps": {"app": [{"id": "%s", "user": "ann", "name": "etl", "queue": "root.a",
          "state": "RUNNING", "finalStatus": "UNDEFINED", "startedTime": 1795337911153,
          "applicationType": "SPARK", "trackingUrl": "%s"}]}}"""
            .formatted(YARN_ID, door.url("/proxy/" + YARN_ID + "/"));
    inside.json("/ws/v1/cluster/apps", running);
    YarnResourceManagers yarn =
        new YarnResourceManagers(
            client, new YarnSource(List.of(door.url("/").uri()), null), InstantSource.system());

    Discovered discovered = yarn.discover();

    assertThat(discovered).isInstanceOf(Discovered.Found.class);
    List<Discovered.Driver> drivers = ((Discovered.Found) discovered).drivers();
    assertThat(drivers).hasSize(1);
    assertThat(drivers.get(0).address()).hasPath("/proxy/" + YARN_ID);
    assertThat(read(drivers.get(0).address())).isInstanceOf(Reading.Read.class);
    assertThat(door.seen()).containsOnlyOnce("nobody").doesNotContain("refused");
  }

  @Test
  void areHistoryServers() {
    inside.json(
        "/api/v1/applications",
        """
        [{"id": "app-20261122085832-0000", "name": "etl", "attempts": [
          {"sparkUser": "ada", "appSparkVersion": "3.5.9", "completed": true,
           "startTimeEpoch": 1795337911153, "endTimeEpoch": 1795337999000}]}]""");
    HistoryServer history = new HistoryServer(client, door.url("/").uri(), InstantSource.system());

    Discovered discovered = history.discover();

    assertThat(discovered).isInstanceOf(Discovered.Found.class);
    assertThat(((Discovered.Found) discovered).ended())
        .singleElement()
        .matches(ended -> ended.application().id().equals("app-20261122085832-0000"));
    assertThat(door.seen()).containsOnlyOnce("nobody").contains(ME);
  }

  private Reading read(URI driver) {
    return new RestSource(client, driver, DEADLINE, InstantSource.system()).read();
  }

  /** As YARN's web proxy does, too. */
  private void forward(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString().replaceFirst("^/proxy/" + YARN_ID, "");
    try {
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(inside.url() + path)).build(),
              BodyHandlers.ofByteArray());
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
