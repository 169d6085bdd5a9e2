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

import static io.firewarden.agent.discovery.MasterAnswers.answer;
import static io.firewarden.agent.discovery.MasterAnswers.ended;
import static io.firewarden.agent.discovery.MasterAnswers.running;
import static io.firewarden.agent.discovery.MasterAnswers.worker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.firewarden.agent.FakeSpark;
import io.firewarden.agent.config.AgentConfig.PortRange;
import io.firewarden.agent.source.RestClient;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandaloneMastersTest {
  private static final String ID = FakeSpark.id("3.5");
  private static final Discovered.Found NOTHING_KNOWN =
      new Discovered.Found(List.of(), List.of(), List.of(), List.of(), false);

  private final FakeSpark web = new FakeSpark();
  private final FakeSpark driver = FakeSpark.driver("3.5");
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 20);

  @AfterEach
  void close() {
    client.close();
    web.close();
    driver.close();
  }

  @Test
  void findsADriverByThePortsOnTheMastersHost() {
    lists(ID, "");

    Discovered.Found found = found(master(onlyPortOf(driver)));

    assertThat(found.drivers()).hasSize(1);
    assertThat(found.drivers().get(0).address()).isEqualTo(driver.url());
    assertThat(found.drivers().get(0).application().id()).isEqualTo(ID);
    assertThat(found.drivers().get(0).application().name()).isEqualTo("compat");
    assertThat(found.unlocated()).isEmpty();
    assertThat(found.complete()).isTrue();
  }

  @Test
  void findsADriverByWhatAWorkerTellsOfItsExecutors() {
    try (FakeSpark worker = new FakeSpark()) {
      web.json("/json/", answer("ALIVE", running(ID), "", worker(worker.url().toString())));
      worker.json(
          "/json/",
          "{\"executors\": [{\"appid\": \""
              + ID
              + "\", \"appdesc\": {\"command\": \"List(--driver-url,"
              + " spark://CoarseGrainedScheduler@localhost:7), -Dspark.ui.port="
              + driver.port()
              + ")\"}}]}");

      Discovered.Found found = found(master(nowhere()));

      assertThat(found.drivers().get(0).address())
          .isEqualTo(URI.create("http://localhost:" + driver.port()));
    }
  }

  @Test
  void findsADriverByTheReverseProxy() {
    lists(ID, "");
    web.json("/proxy/" + ID + "/api/v1/applications", FakeSpark.fixture("3.5", "applications"));

    Discovered.Found found = found(master(nowhere()));

    assertThat(found.drivers().get(0).address()).isEqualTo(URI.create(web.url() + "/proxy/" + ID));
  }

  @Test
  void takesNoOtherApplicationForTheOneItLooksFor() {
    lists("app-1-0000", "");

    Discovered.Found found = found(master(onlyPortOf(driver)));

    assertThat(found.drivers()).isEmpty();
    assertThat(found.unlocated()).hasSize(1);
    assertThat(found.unlocated().get(0).application().id()).isEqualTo("app-1-0000");
    assertThat(found.unlocated().get(0).why())
        .contains(web.url().toString(), "app-1-0000", "127.0.0.1", "" + driver.port());
  }

  @ParameterizedTest
  @CsvSource({
    "http://spark_driver:4040, spark_driver",
    "http://spark_master, spark_master",
    "http://[::1]:8080/proxy/a:1, [::1]"
  })
  void knowsTheHostOfAnAddress(URI address, String host) {
    assertThat(DriverLocator.host(address)).isEqualTo(host);
  }

  @Test
  void looksForADriverOnceOnly() {
    lists(ID, "");
    StandaloneMasters master = master(onlyPortOf(driver));
    found(master);
    driver.forgetRequests();

    assertThat(found(master).drivers()).hasSize(1);
    assertThat(driver.requests()).isEmpty();
  }

  @Test
  void tellsWhichApplicationsHaveEnded() {
    lists(
        ID,
        "{\"id\": \"app-2-0001\", \"state\": \"KILLED\"}, {\"id\": \"app-2-0002\", \"name\": \"n\"}");

    assertThat(found(master(onlyPortOf(driver))).ended())
        .extracting(
            end -> end.application().id(),
            end -> end.application().name(),
            end -> end.ending().status())
        .containsExactly(
            tuple("app-2-0001", "", FinalStatus.KILLED),
            tuple("app-2-0002", "n", FinalStatus.UNKNOWN));
  }

  @Test
  void takesNoMasterAtItsWordThatAnApplicationFinishedWell() {
    lists(ID, ended("app-2-0001", "FINISHED") + ", " + ended("app-2-0002", "FAILED"));

    assertThat(found(master(nowhere())).ended())
        .extracting(end -> end.ending().status(), end -> end.ending().at())
        .containsExactly(
            tuple(FinalStatus.UNKNOWN, Instant.ofEpochMilli(3000)),
            tuple(FinalStatus.FAILED, Instant.ofEpochMilli(3000)));
  }

  @Test
  void asksTheMasterThatLeads() {
    try (FakeSpark other = new FakeSpark()) {
      web.json("/json/", answer("STANDBY", "", "", ""));
      other.json("/json/", answer("ALIVE", running(ID), "", ""));
      StandaloneMasters masters =
          new StandaloneMasters(
              client, List.of(web.url(), other.url()), onlyPortOf(driver), List.of());

      assertThat(masters.name()).isEqualTo(web.url() + "," + other.url());
      assertThat(found(masters).drivers()).hasSize(1);
      web.forgetRequests();
      assertThat(found(masters).drivers()).hasSize(1);
      assertThat(web.requests()).isEmpty();
    }
  }

  @Test
  void endsNothingWhileTheLeadPasses() {
    try (FakeSpark second = new FakeSpark()) {
      web.json("/json/", answer("ALIVE", running(ID), "", ""));
      second.json("/json/", answer("STANDBY", "", "", ""));
      StandaloneMasters masters =
          new StandaloneMasters(
              client, List.of(web.url(), second.url()), onlyPortOf(driver), List.of());
      assertThat(found(masters).complete()).isTrue();
      web.close();

      assertThat(found(masters)).isEqualTo(NOTHING_KNOWN);
      second.json("/json/", answer("RECOVERING", running(ID), "", ""));
      assertThat(found(masters)).isEqualTo(NOTHING_KNOWN);
      second.json("/json/", answer("ALIVE", running(ID), "", ""));
      assertThat(found(masters).drivers()).hasSize(1);

      second.answer("/json/", 503, "text/html", "<html/>");
      assertThat(masters.discover())
          .asInstanceOf(type(Discovered.Unavailable.class))
          .extracting(Discovered.Unavailable::why)
          .asString()
          .contains(web.url() + "/json/ could not be connected to", second.url() + "/json/");
    }
  }

  @Test
  void isUnavailableWhenNoMasterLeadsForLong() {
    web.json("/json/", answer("STANDBY", "", "", ""));
    StandaloneMasters master = master(nowhere());
    for (int look = 0; look < 8; look++) {
      assertThat(master.discover()).isEqualTo(NOTHING_KNOWN);
    }

    assertThat(master.discover())
        .asInstanceOf(type(Discovered.Unavailable.class))
        .extracting(Discovered.Unavailable::why)
        .asString()
        .contains("no master leads", "STANDBY", web.url().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"STANDBY", "RECOVERING"})
  void takesTheEmptyListOfAMasterThatDoesNotLeadForNoAnswer(String status) {
    web.json("/json/", answer(status, "", "", ""));

    assertThat(found(master(nowhere()))).isEqualTo(NOTHING_KNOWN);
  }

  @Test
  void ignoresIdsThatCannotBeOnes() {
    lists("../../x", "");

    Discovered.Found found = found(master(nowhere()));

    assertThat(found.drivers()).isEmpty();
    assertThat(found.unlocated()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 404, 500})
  void isUnavailableAtAnErrorStatus(int status) {
    web.answer("/json/", status, "text/html", "<html/>");

    assertUnavailable("HTTP " + status);
  }

  @Test
  void isUnavailableAtHtml() {
    web.answer("/json/", 200, "text/html", "<html>Spark Master</html>");

    assertUnavailable("text/html");
  }

  @Test
  void isUnavailableAtHalfAJson() {
    web.json("/json/", "{\"status\": \"ALIVE\", \"activeapps\": [ {\"id\":");

    assertUnavailable("cut off");
  }

  @Test
  void isUnavailableAtJsonOfSomethingElse() {
    web.json("/json/", "{\"masterurl\": \"spark://x:7077\", \"executors\": []}");

    assertUnavailable("expected a standalone master");
  }

  @Test
  void isUnavailableWhenItHangs() {
    web.hang("/json/");
    try (RestClient hasty = new RestClient(Duration.ofMillis(300), 1 << 20)) {
      assertThat(new StandaloneMasters(hasty, List.of(web.url()), nowhere(), List.of()).discover())
          .asInstanceOf(type(Discovered.Unavailable.class))
          .extracting(Discovered.Unavailable::why)
          .asString()
          .contains(web.url() + "/json/", "within 300 ms");
    }
  }

  private void assertUnavailable(String words) {
    assertThat(master(nowhere()).discover())
        .asInstanceOf(type(Discovered.Unavailable.class))
        .extracting(Discovered.Unavailable::why)
        .asString()
        .contains(web.url() + "/json/", words);
  }

  private static Discovered.Found found(StandaloneMasters master) {
    Discovered discovered = master.discover();
    assertThat(discovered).isInstanceOf(Discovered.Found.class);
    return (Discovered.Found) discovered;
  }

  private StandaloneMasters master(PortRange ports) {
    return new StandaloneMasters(client, List.of(web.url()), ports, List.of());
  }

  private static PortRange onlyPortOf(FakeSpark driver) {
    return new PortRange(driver.port(), driver.port());
  }

  private static PortRange nowhere() {
    return new PortRange(1, 2);
  }

  private void lists(String id, String completed) {
    web.json("/json/", answer("ALIVE", running(id), completed, ""));
  }
}
