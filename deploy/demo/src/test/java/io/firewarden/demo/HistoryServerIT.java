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
package io.firewarden.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.discovery.history.HistoryServer;
import io.firewarden.agent.source.RestClient;
import io.firewarden.demo.RunningSpark.Submitted;
import io.firewarden.demo.jobs.Finishing;
import io.firewarden.demo.jobs.Until;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real History Server over the event logs of real applications. */
@ExtendWith(RunningSpark.Extension.class)
class HistoryServerIT {
  private static final Duration LONG = Duration.ofMinutes(4);

  private final RestClient client = new RestClient(Duration.ofSeconds(10), 1 << 24);
  private final int port = Ports.free();
  private final URI url = Web.local(port, "");
  private final HistoryServer history = new HistoryServer(client, url, InstantSource.system());

  @TempDir private Path folder;
  private Child server;

  @BeforeEach
  void start(RunningSpark spark) throws Exception {
    Files.createDirectory(folder.resolve("events"));
    begin(spark, "history-server");
  }

  private void begin(RunningSpark spark, String log) {
    server =
        spark.server(
            log,
            "org.apache.spark.deploy.history.HistoryServer",
            Map.of(
                "spark.history.fs.logDirectory",
                events(),
                "spark.history.fs.update.interval",
                "1s",
                "spark.history.ui.port",
                "" + port));
    await("the History Server")
        .atMost(LONG)
        .until(
            () -> {
              server.requireAlive();
              return history.discover() instanceof Discovered.Found;
            });
  }

  @AfterEach
  void stop(RunningSpark spark) {
    spark.stop(new Submitted(null, server));
    client.close();
  }

  @Test
  void tellsOfAnApplicationWhenItHasEndedAndNotBefore(RunningSpark spark) throws Exception {
    Path end = folder.resolve("end");
    submit(spark, "history-ends", Until.class, end.toString());
    String id = awaitIncomplete("history-ends");
    assertThat(ending(id)).isEmpty();
    Instant before = Instant.now();

    Files.writeString(end, "");

    await(id + " ends").atMost(LONG).until(() -> ending(id).isPresent());
    Ending ending = ending(id).orElseThrow();
    assertThat(ending.status()).isEqualTo(FinalStatus.UNKNOWN);
    assertThat(ending.at()).isBetween(before.minusSeconds(1), Instant.now());
    assertThat(ending.source()).isEqualTo(url.toString());
  }

  @Test
  void doesNotTellThatAnApplicationEndedWhoseDriverWasKilled(RunningSpark spark) {
    Submitted submitted = submit(spark, "history-killed", Finishing.class, "hold");
    String id = awaitIncomplete("history-killed");

    submitted.driver().process().destroyForcibly();
    submit(spark, "history-next", Finishing.class, "stop");

    await("the next one ends").atMost(LONG).until(() -> !ended().isEmpty());
    assertThat(ended())
        .extracting(ended -> ended.application().name())
        .containsExactly("history-next");
    assertThat(ending(id)).isEmpty();
    assertThat(listed("?status=running")).contains("history-killed");
  }

  @Test
  void isUnavailableWhenTheServerIsGone(RunningSpark spark) {
    spark.stop(new Submitted(null, server));

    assertThat(history.discover()).isInstanceOf(Discovered.Unavailable.class);
  }

  @Test
  void keepsTheVerdictsRightWhenTheServerIsAwayForMinutes(RunningSpark spark) throws Exception {
    Path end = folder.resolve("end");
    Submitted stops = submit(spark, "history-stops", Until.class, end.toString());
    Submitted shot = submit(spark, "history-shot", Finishing.class, "hold");
    String settings =
        "sources: {drivers: [\"%s\", \"%s\"], history-servers: [\"%s\"]}"
            .formatted(ui(stops), ui(shot), url);
    try (Lookout agent =
        Lookout.start(new Layout(RunningSpark.root(), folder), "agent", settings)) {
      agent.awaitRead("history-stops");
      agent.awaitRead("history-shot");
      awaitIncomplete("history-stops");
      awaitIncomplete("history-shot");

      server.process().destroyForcibly().waitFor();
      Files.writeString(end, "");
      shot.driver().process().destroyForcibly();
      agent.awaitBlind(url.toString());
      agent.pass(Duration.ofMinutes(5), "history-stops", "history-shot");
      begin(spark, "history-server-again");

      assertThat(agent.end("history-stops", "unknown")).contains("event log is complete");
      agent.awaitMoreLooks(url.toString());
      assertThat(listed("?status=running")).contains("history-shot");
      assertThat(agent.named("ended", "history-shot")).isEmpty();
      agent.pass(Lookout.LOST);
      assertThat(agent.end("history-shot", "lost")).contains("stopped answering");
    }
  }

  private static URI ui(Submitted application) {
    return Web.local(application.submission().uiPort(), "");
  }

  private Submitted submit(RunningSpark spark, String name, Class<?> main, String... arguments) {
    return spark.submit(
        name,
        main,
        RunningSpark.listenerJar(),
        Map.of("spark.eventLog.enabled", "true", "spark.eventLog.dir", events()),
        arguments);
  }

  private String events() {
    return folder.resolve("events").toUri().toString();
  }

  /** Waits until the server itself lists it. */
  private String awaitIncomplete(String name) {
    await(name + " is listed")
        .atMost(LONG)
        .until(
            () -> {
              found();
              return listed("?status=running").contains(name);
            });
    return Web.elements(URI.create(url + "/api/v1/applications?status=running")).stream()
        .filter(application -> application.path("name").asText().equals(name))
        .map(application -> application.path("id").asText())
        .findFirst()
        .orElseThrow();
  }

  private List<String> listed(String query) {
    return Web.elements(URI.create(url + "/api/v1/applications" + query)).stream()
        .map(application -> application.path("name").asText())
        .toList();
  }

  private Optional<Ending> ending(String id) {
    return ended().stream()
        .filter(ended -> ended.application().id().equals(id))
        .map(Discovered.Ended::ending)
        .findFirst();
  }

  private List<Discovered.Ended> ended() {
    return found().ended();
  }

  private Discovered.Found found() {
    Discovered discovered = history.discover();
    assertThat(discovered).isInstanceOf(Discovered.Found.class);
    return (Discovered.Found) discovered;
  }
}
