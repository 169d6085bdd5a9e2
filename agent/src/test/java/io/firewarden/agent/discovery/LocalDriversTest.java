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
package io.firewarden.agent.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.FakeSpark;
import io.firewarden.agent.config.AgentConfig.PortRange;
import io.firewarden.agent.source.RestClient;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalDriversTest {
  private static final Discovered.Found NOBODY =
      new Discovered.Found(List.of(), List.of(), List.of(), List.of(), true);

  private final FakeSpark driver = FakeSpark.driver("3.5");
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 20);
  private final LocalDrivers local =
      new LocalDrivers(client, new PortRange(driver.port(), driver.port()), Duration.ofMillis(500));

  @AfterEach
  void close() {
    client.close();
    driver.close();
  }

  @Test
  void findsADriverOnThisHost() {
    Discovered.Found found = found();

    assertThat(found.complete()).isTrue();
    assertThat(found.drivers()).hasSize(1);
    assertThat(found.drivers().get(0).address())
        .isEqualTo(URI.create("http://127.0.0.1:" + driver.port()));
    assertThat(found.drivers().get(0).application().id()).isEqualTo(FakeSpark.id("3.5"));
    assertThat(found.drivers().get(0).application().name()).isEqualTo("compat");
  }

  @Test
  void findsNoFaultInSilence() {
    driver.close();

    assertThat(local.discover()).isEqualTo(NOBODY);
    assertThat(local.name()).isEqualTo("127.0.0.1:" + driver.port() + "-" + driver.port());
  }

  @Test
  void tellsOnceThatADriverIsGone() {
    found();
    driver.close();

    Discovered.Found found = found();

    assertThat(found.drivers()).isEmpty();
    assertThat(found.ended()).hasSize(1);
    assertThat(found.ended().get(0).application().id()).isEqualTo(FakeSpark.id("3.5"));
    assertThat(found.ended().get(0).ending().status()).isEqualTo(FinalStatus.UNKNOWN);
    assertThat(found.ended().get(0).ending().reason())
        .contains("nobody listens at http://127.0.0.1:" + driver.port());
    assertThat(local.discover()).isEqualTo(NOBODY);
  }

  @Test
  void tellsThatOneApplicationFollowedAnother() {
    found();
    driver.become("4.2");

    Discovered.Found found = found();

    assertThat(found.drivers().get(0).application().id()).isEqualTo(FakeSpark.id("4.2"));
    assertThat(found.ended().get(0).application().id()).isEqualTo(FakeSpark.id("3.5"));
  }

  @Test
  void goesOnWatchingADriverThatIsTooBusyToAnswer() {
    Discovered.Found before = found();
    driver.hang("/api/v1/applications");

    assertThat(found()).isEqualTo(before);
  }

  @Test
  void goesOnWatchingADriverWhoseAnswerBreaksOff() {
    Discovered.Found before = found();
    driver.answer(
        "/api/v1/applications",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 500);
          exchange.getResponseBody().write('[');
          exchange.getResponseBody().flush();
        });

    assertThat(found()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | text/html | <html/>",
        "404 | text/plain | nope",
        "200 | application/json | {}",
        "200 | application/json | []",
        "200 | application/json | [null]",
        "200 | application/json | [{\"id\": \"a\"}, {\"id\": \"b\"}]",
      })
  void passesOverWhatIsNoDriver(int status, String type, String body) {
    driver.answer("/api/v1/applications", status, type, body);

    assertThat(local.discover()).isEqualTo(NOBODY);
  }

  private Discovered.Found found() {
    return (Discovered.Found) local.discover();
  }
}
