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
package io.firewarden.agent.discovery.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.SettableClock;
import io.firewarden.agent.source.RestClient;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryServerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration LOOK = Duration.ofSeconds(15);

  private final FakeHistory history = new FakeHistory();
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 22);
  private final SettableClock clock = new SettableClock(NOW);
  private final HistoryServer server =
      new HistoryServer(client, URI.create(history.web.url() + "/"), clock);

  @AfterEach
  void close() {
    client.close();
    history.close();
  }

  @Test
  void tellsThatAnApplicationEndedAndThatNobodyKnowsHow() {
    history.completed("app-1", NOW.minusSeconds(60));

    Discovered.Ended ended = found().ended().get(0);

    Application application = ended.application();
    assertThat(application.id()).isEqualTo("app-1");
    assertThat(application.name()).isEqualTo("etl");
    assertThat(application.user()).isEqualTo("ada");
    assertThat(application.sparkVersion()).isEqualTo("3.5.9");
    assertThat(application.startedAt()).isEqualTo(Instant.ofEpochMilli(1795337911153L));
    assertThat(ended.ending().status()).isEqualTo(FinalStatus.UNKNOWN);
    assertThat(ended.ending().at()).isEqualTo(NOW.minusSeconds(60));
    assertThat(ended.ending().source()).isEqualTo(history.web.url().toString());
    assertThat(ended.ending().reason()).contains("SparkContext was stopped");
  }

  @Test
  void takesNoIncompleteLogForARunningApplication() {
    history.incomplete("app-1");

    assertThat(found())
        .isEqualTo(new Discovered.Found(List.of(), List.of(), List.of(), List.of(), false));
  }

  @Test
  void asksForADayAtFirstAndThenForWhatIsNew() {
    history.completed("app-old", NOW.minus(Duration.ofHours(25)));
    history.completed("app-1", NOW.minus(Duration.ofHours(23)));
    assertThat(ids(found())).containsExactly("app-1");
    history.web.forgetRequests();
    clock.pass(LOOK);

    assertThat(ids(found())).isEmpty();
    assertThat(history.asked())
        .containsExactly(
            "?status=running&limit=5000",
            "?status=completed&limit=500&minEndDate=2026-11-22T11:50:00.000GMT");
  }

  @Test
  void asksForAllThatEndedWhileTheServerWasAway() {
    found();
    clock.pass(Duration.ofHours(3));
    history.completed("app-1", NOW.plusSeconds(1));

    assertThat(ids(found())).containsExactly("app-1");
  }

  @Test
  void readsMoreThanOnePage() {
    for (int app = 0; app < 1201; app++) {
      history.completed("app-" + app, NOW.minusSeconds(app));
    }

    assertThat(ids(found())).hasSize(1201).doesNotHaveDuplicates();
    assertThat(history.asked()).hasSize(4);
    assertThat(history.asked().get(2)).contains("&maxEndDate=2026-11-22T11:51:41.000GMT");
  }

  @Test
  void endsWhenAllOfManyEndedInOneMoment() {
    for (int app = 0; app < 700; app++) {
      history.completed("app-" + app, NOW);
    }

    assertThat(ids(found())).hasSize(500);
    assertThat(history.asked()).hasSize(3);
  }

  @Test
  void asksForAnApplicationByItselfWhoseLogWasReadLate() {
    history.incomplete("app-1");
    found();
    history.completed("app-1", NOW.minus(Duration.ofHours(1)));
    clock.pass(LOOK);

    assertThat(ids(found())).containsExactly("app-1");
    assertThat(history.asked()).last().isEqualTo("/app-1");
    history.web.forgetRequests();
    clock.pass(LOOK);
    assertThat(ids(found())).isEmpty();
    assertThat(history.asked()).hasSize(2);
  }

  @Test
  void looksAWhileForAnApplicationThatIsGone() {
    history.incomplete("app-1");
    found();
    history.remove("app-1");
    clock.pass(LOOK);
    assertThat(ids(found())).isEmpty();
    clock.pass(Duration.ofHours(1));
    found();
    history.web.forgetRequests();

    found();

    assertThat(history.asked()).doesNotContain("/app-1");
  }

  @Test
  void asksForSomeAtATimeWhenManyAreGone() {
    for (int app = 0; app < 50; app++) {
      history.incomplete("app-" + app);
    }
    found();
    for (int app = 0; app < 50; app++) {
      history.completed("app-" + app, NOW.minus(Duration.ofHours(1)));
    }

    clock.pass(LOOK);
    assertThat(ids(found())).hasSize(20);
    clock.pass(LOOK);
    assertThat(ids(found())).hasSize(20);
    clock.pass(LOOK);
    assertThat(ids(found())).hasSize(10);
  }

  @Test
  void waitsForAnotherAttemptOfAnApplicationThatIsRunAgain() {
    history.completed("application_1_0001", NOW.minusSeconds(10), "1");
    assertThat(ids(found())).isEmpty();
    history.incomplete("application_1_0001", "2", "1");
    clock.pass(Duration.ofMinutes(6));
    assertThat(ids(found())).isEmpty();
    Instant end = NOW.plus(Duration.ofMinutes(7));
    history.completed("application_1_0001", end, "2", "1");
    clock.pass(Duration.ofMinutes(2));
    assertThat(ids(found())).isEmpty();

    clock.pass(Duration.ofMinutes(4));

    Discovered.Ended ended = found().ended().get(0);
    assertThat(ended.ending().at()).isEqualTo(end);
    assertThat(ended.ending().reason()).contains("attempt 2");
  }

  @Test
  void passesOverEntriesThatAreNoApplications() {
    history.web.json(
        "/api/v1/applications",
        "[null, {\"id\": \"../x\", \"attempts\": [{\"startTimeEpoch\": 1}]}, {\"id\": \"a\"},"
            + " {\"id\": \"b\", \"attempts\": [null]}]");

    assertThat(found().ended()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "503 | text/html | <html/> | HTTP 503",
        "401 | text/html | <html/> | asks for a login",
        "200 | text/html | <html>Login</html> | text/html; expected application/json",
        "200 | application/json | [{\"id\": | cut off",
      })
  void isUnavailableAtWhatIsNoList(int status, String type, String body, String why) {
    history.web.answer("/api/v1/applications", status, type, body);

    assertUnavailable(why);
  }

  @Test
  void isUnavailableAtARedirectToALogin() {
    history.web.answer(
        "/api/v1/applications",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "https://login.example/?token=s3cret");
          exchange.sendResponseHeaders(302, -1);
        });

    assertUnavailable("https://login.example/");
    assertThat(server.discover().toString()).doesNotContain("s3cret");
  }

  private void assertUnavailable(String words) {
    assertThat(server.discover())
        .asInstanceOf(type(Discovered.Unavailable.class))
        .extracting(Discovered.Unavailable::why)
        .asString()
        .contains(history.web.url() + "/api/v1/applications", words);
  }

  private Discovered.Found found() {
    Discovered discovered = server.discover();
    assertThat(discovered).isInstanceOf(Discovered.Found.class);
    return (Discovered.Found) discovered;
  }

  private static List<String> ids(Discovered.Found found) {
    return found.ended().stream().map(ended -> ended.application().id()).toList();
  }
}
