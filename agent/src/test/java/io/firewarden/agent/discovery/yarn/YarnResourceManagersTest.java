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
package io.firewarden.agent.discovery.yarn;

import static io.firewarden.agent.discovery.yarn.FakeManager.app;
import static io.firewarden.agent.discovery.yarn.FakeManager.apps;
import static io.firewarden.agent.discovery.yarn.FakeManager.recorded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.firewarden.agent.config.YarnSource;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovered.Ended;
import io.firewarden.agent.source.RestClient;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YarnResourceManagersTest {
  private static final String CLUSTER = "application_1795379694006_";
  private static final String ID = "application_1_0001";
  private static final Instant NOW = Instant.parse("2026-11-22T20:40:00Z");
  private static final String PROXIED = "\"trackingUrl\": \"http://rm:8088/proxy/" + ID + "/\"";
  private static final String MASTER = "\"amRPCAddress\": \"node:7\"";

  private final FakeManager manager = new FakeManager();
  private final FakeManager other = new FakeManager();
  private final RestClient client = new RestClient(Duration.ofSeconds(5), 1 << 20);
  private YarnResourceManagers yarn = of(null, manager);

  @AfterEach
  void close() {
    client.close();
    manager.close();
    other.close();
  }

  @Test
  void findsADriverBehindTheProxy() {
    manager.lists(recorded("live"), FakeManager.NONE);

    Discovered.Found found = found();

    assertThat(found.drivers())
        .extracting(
            driver -> driver.address().toString(),
            driver -> driver.application().name(),
            driver -> driver.application().user(),
            driver -> driver.application().startedAt())
        .containsExactly(
            tuple(
                "http://127.0.0.1:44657/proxy/" + CLUSTER + "0005",
                "hold-client",
                "root",
                Instant.ofEpochMilli(1795379826164L)));
    assertThat(found.drivers().get(0).facts().labels())
        .containsEntry("queue", "root.default")
        .containsEntry("team", "risk")
        .containsEntry("tags", "nightly");
    assertThat(found.ended()).isEmpty();
  }

  @Test
  void tellsWhatAWaitingApplicationWaitsFor() {
    manager.lists(recorded("live"), FakeManager.NONE);

    assertThat(found().pending())
        .extracting(pending -> pending.application().name(), Discovered.Pending::why)
        .containsExactly(
            tuple(
                "pend",
                "ACCEPTED in queue root.narrow: Application is Activated, waiting for resources to"
                    + " be assigned for AM."),
            tuple(
                "hold-cluster",
                "ACCEPTED in queue root.default: AM container is launched, waiting for AM container"
                    + " to Register with RM"));
    assertThat(found().pending().get(0).page())
        .isEqualTo(manager.url() + "/cluster/app/" + CLUSTER + "0003");
  }

  @Test
  void remembersWhatItToldAsLongAsThatIsListed() {
    manager.lists(FakeManager.NONE, recorded("over"));
    assertThat(found().ended()).hasSize(2);
    assertThat(found().ended()).isEmpty();
    manager.lists(FakeManager.NONE, FakeManager.NONE);
    assertThat(found().ended()).isEmpty();

    manager.lists(FakeManager.NONE, recorded("over"));

    assertThat(found().ended()).hasSize(2);
  }

  @Test
  void tellsHowApplicationsEndedAndOfEachOnce() {
    manager.lists(FakeManager.NONE, recorded("over"));

    List<Ended> ended = found().ended();

    assertThat(ended)
        .extracting(
            end -> end.application().name(), end -> end.ending().status(), end -> end.ending().at())
        .containsExactly(
            tuple("hand-cluster", FinalStatus.FAILED, Instant.ofEpochMilli(1795379794094L)),
            tuple("hand-client", FinalStatus.UNKNOWN, Instant.ofEpochMilli(1795379787809L)));
    assertThat(ended.get(0).ending().reason())
        .isEqualTo(
            "User class threw exception: java.lang.IllegalStateException: thrown on purpose");
    assertThat(ended.get(1).ending().reason()).contains("client mode");
    assertThat(ended.get(0).ending().source()).isEqualTo(manager.url().toString());
    assertThat(found().ended()).isEmpty();
  }

  @Test
  void asksForSparksApplicationsOnlyAndForThoseThatEndedSinceTheLastTime() {
    manager.lists(FakeManager.NONE, recorded("over"));
    found();
    found();

    assertThat(manager.listRequests())
        .hasSize(4)
        .allMatch(request -> request.contains("&applicationTypes=SPARK&deSelects=resourceRequests"))
        .satisfies(
            requests -> {
              assertThat(requests.get(0)).contains("NEW,NEW_SAVING,SUBMITTED,ACCEPTED,RUNNING");
              assertThat(requests.get(1))
                  .contains("finishedTimeBegin=" + NOW.minusSeconds(24 * 3600 + 60).toEpochMilli());
              assertThat(requests.get(3))
                  .contains("finishedTimeBegin=" + (1795379794094L - 60_000));
            });
  }

  @Test
  void leavesOutLessWhereThatIsNotKnown() {
    manager
        .web()
        .answer(
            "/ws/v1/cluster/apps",
            exchange -> {
              boolean known = !exchange.getRequestURI().getQuery().contains("timeouts");
              FakeManager.answer(exchange, known ? 200 : 400, known ? FakeManager.NONE : "{}");
            });

    found();
    found();

    assertThat(manager.listRequests()).hasSize(5);
  }

  @Test
  void doesNotTakeWhatIsMissingInAListForOver() {
    manager.lists(apps(app(ID, "RUNNING", "UNDEFINED", PROXIED)), FakeManager.NONE);
    found();
    manager.lists(FakeManager.NONE, FakeManager.NONE);
    manager.one(ID, app(ID, "RUNNING", "UNDEFINED", PROXIED));

    Discovered.Found found = found();

    assertThat(found.drivers()).hasSize(1);
    assertThat(found.ended()).isEmpty();
  }

  @Test
  void remembersWhoRanTheDriverWhenItIsOver() {
    manager.lists(apps(app(ID, "RUNNING", "UNDEFINED", PROXIED + ", " + MASTER)), FakeManager.NONE);
    found();
    manager.lists(FakeManager.NONE, FakeManager.NONE);
    manager.one(ID, app(ID, "FINISHED", "SUCCEEDED", "\"finishedTime\": 0"));

    assertThat(found().ended())
        .extracting(end -> end.ending().status(), end -> end.ending().at())
        .containsExactly(tuple(FinalStatus.SUCCEEDED, null));
  }

  @Test
  void isNotSureOfWhatCannotBeAskedFor() {
    manager.lists(apps(app(ID, "RUNNING", "UNDEFINED", PROXIED)), FakeManager.NONE);
    for (int look = 0; look < 4; look++) {
      found();
    }
    manager.lists(FakeManager.NONE, FakeManager.NONE);
    manager.web().answer("/ws/v1/cluster/apps/" + ID, 500, "text/plain", "");

    assertThat(found().complete()).isFalse();

    manager.web().answer("/ws/v1/cluster/apps/" + ID, 404, "application/json", "{}");
    assertThat(found().complete()).isTrue();
  }

  @Test
  void isNotSureRightAfterARestart() {
    for (int look = 0; look < 4; look++) {
      assertThat(found().complete()).isEqualTo(look == 3);
    }

    manager.state("ACTIVE", 2000);

    assertThat(found().complete()).isFalse();
  }

  @Test
  void asksTheActiveOneFirstFromThenOn() {
    manager.state("STANDBY", 1);
    other.lists(recorded("live"), FakeManager.NONE);
    yarn = of(null, manager, other);

    assertThat(found().drivers()).hasSize(1);
    manager.web().forgetRequests();
    assertThat(found().drivers()).hasSize(1);

    assertThat(manager.web().requests()).isEmpty();
    assertThat(yarn.name()).isEqualTo(manager.url().toString());
  }

  @Test
  void goesOverToTheOtherWhenTheActiveOneIsGone() {
    yarn = of(null, manager, other);
    found();
    manager.close();
    other.lists(recorded("live"), FakeManager.NONE);

    assertThat(found().drivers()).hasSize(1);
  }

  @Test
  void followsTheRedirectOfAStandbyToOneThatIsNotConfigured() {
    manager.state("STANDBY", 1);
    other.lists(recorded("live"), FakeManager.NONE);
    manager
        .web()
        .answer(
            "/ws/v1/cluster/apps",
            exchange -> {
              exchange
                  .getResponseHeaders()
                  .set("Location", other.url() + exchange.getRequestURI().toString());
              exchange.sendResponseHeaders(307, -1);
            });

    assertThat(found().drivers()).hasSize(1);
  }

  @Test
  void isUnavailableWhenNoneIsActive() {
    manager.state("STANDBY", 1);
    manager
        .web()
        .answer(
            "/ws/v1/cluster/apps",
            exchange -> {
              exchange.getResponseHeaders().set("Refresh", "3;url=" + manager.url());
              exchange.sendResponseHeaders(307, -1);
            });
    other.close();
    yarn = of(null, manager, other);

    assertThat(yarn.discover())
        .asInstanceOf(type(Discovered.Unavailable.class))
        .extracting(Discovered.Unavailable::why)
        .asString()
        .contains(manager.url() + " is STANDBY", other.url().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"error\": {}}", "[]", "null", "{\"apps\": [1]}"})
  void isUnavailableWhenTheAnswerIsOfSomethingElse(String json) {
    manager.lists(json, json);

    assertThat(yarn.discover()).isInstanceOf(Discovered.Unavailable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"apps\": null}", "{\"apps\": {}}", "{\"apps\": {\"app\": []}}"})
  void takesNoApplicationsForAnAnswer(String json) {
    manager.lists(json, json);

    assertThat(found().drivers()).isEmpty();
  }

  @Test
  void saysWhenADriverHasNoWebPages() {
    manager.lists(
        apps(
            app(ID, "RUNNING", "UNDEFINED", "\"trackingUI\": \"UNASSIGNED\""),
            app("application_1_0002", "RUNNING", "UNDEFINED", PROXIED),
            app("../x", "RUNNING", "UNDEFINED", PROXIED)),
        FakeManager.NONE);

    Discovered.Found found = found();

    assertThat(found.drivers()).isEmpty();
    assertThat(found.unlocated())
        .extracting(each -> each.application().id())
        .containsExactly(ID, "application_1_0002");
    assertThat(found.unlocated().get(0).why()).contains("tells no web UI");
  }

  @Test
  void goesByTheProxyThatIsConfigured() {
    manager.lists(apps(app(ID, "RUNNING", "UNDEFINED", PROXIED)), FakeManager.NONE);
    yarn = of(URI.create("https://gate/yarn/"), manager);

    assertThat(found().drivers().get(0).address())
        .isEqualTo(URI.create("https://gate/yarn/proxy/" + ID));
  }

  @Test
  void asksForTheMissingNoLongerThanALookMayTakeAndForTheOthersInTheNext() {
    AtomicLong nanos = new AtomicLong();
    YarnSource source = new YarnSource(List.of(manager.url()), null);
    yarn = new YarnResourceManagers(client, source, InstantSource.fixed(NOW), nanos::get);
    List<String> ids =
        IntStream.rangeClosed(1, 30).mapToObj(i -> "application_1_%04d".formatted(i)).toList();
    manager.lists(
        apps(ids.stream().map(id -> app(id, "RUNNING", "UNDEFINED", "")).toArray(String[]::new)),
        FakeManager.NONE);
    found();
    manager.lists(FakeManager.NONE, FakeManager.NONE);
    for (String id : ids) {
      manager
          .web()
          .answer(
              "/ws/v1/cluster/apps/" + id,
              exchange -> {
                nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                FakeManager.answer(
                    exchange, 200, "{\"app\": " + app(id, "RUNNING", "UNDEFINED", "") + "}");
              });
    }

    Discovered.Found first = found();
    assertThat(first.unlocated()).hasSize(20); // four time-outs of 5 s each
    assertThat(first.complete()).isFalse();

    List<String> seen = new ArrayList<>();
    first.unlocated().forEach(each -> seen.add(each.application().id()));
    found().unlocated().forEach(each -> seen.add(each.application().id()));
    assertThat(seen).containsAll(ids);
  }

  private Discovered.Found found() {
    Discovered discovered = yarn.discover();
    assertThat(discovered).isInstanceOf(Discovered.Found.class);
    return (Discovered.Found) discovered;
  }

  private YarnResourceManagers of(URI webProxy, FakeManager... managers) {
    List<URI> urls = List.of(managers).stream().map(FakeManager::url).toList();
    return new YarnResourceManagers(
        client, new YarnSource(urls, webProxy), InstantSource.fixed(NOW));
  }
}
