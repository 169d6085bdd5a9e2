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
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.RestSource;
import io.firewarden.demo.jobs.MixedWork;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Distribution;
import io.firewarden.model.Gap;
import io.firewarden.model.SnapshotJson;
import io.firewarden.model.Stage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One real application, attached to by {@code --jars} alone, as the listener and as REST see it.
 */
@ExtendWith(RunningSpark.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameApplicationIT {
  private static final Duration ENOUGH = Duration.ofMinutes(4);
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final RestClient client = new RestClient(DEADLINE, 64L << 20);
  private RunningSpark spark;
  private RunningSpark.Submitted application;

  @BeforeAll
  void submitApplicationAndWaitUntilItStandsStill(RunningSpark running) {
    spark = running;
    application = running.submit("mixed \"work\" äöü", MixedWork.class, RunningSpark.listenerJar());
    await("standstill")
        .atMost(ENOUGH)
        .until(
            () -> {
              assertThat(application.driver().isAlive())
                  .as(() -> application.driver().tail())
                  .isTrue();
              return fromListener().filter(SameApplicationIT::standsStill).isPresent();
            });
  }

  @AfterAll
  void end() {
    if (application != null) {
      spark.stop(application);
    }
    client.close();
  }

  private static boolean standsStill(ApplicationSnapshot snapshot) {
    return snapshot.jobTotals().succeeded() == 5
        && snapshot.jobTotals().failed() == 1
        && snapshot.tasks().killed() == 1
        && snapshot.activeTasks() == 2
        && snapshot.stages().stream().allMatch(stage -> stage.completedTasks() == 3)
        && snapshot.application().uiUrl() != null;
  }

  @Test
  void givesEqualSnapshotsUpToTheDeclaredGaps() {
    URI ui = fromListener().map(seen -> URI.create(seen.application().uiUrl())).orElseThrow();
    RestSource rest = new RestSource(client, ui, DEADLINE, Clock.systemUTC());

    await()
        .atMost(ENOUGH)
        .untilAsserted(
            () -> {
              Reading reading = rest.read();
              assertThat(reading).isInstanceOf(Reading.Read.class);
              ApplicationSnapshot byRest = ((Reading.Read) reading).snapshot();
              ApplicationSnapshot byListener = fromListener().orElseThrow();
              Neutral neutral = Neutral.of(byListener, byRest);
              assertThat(neutral.neutralise(byRest))
                  .usingRecursiveComparison()
                  .isEqualTo(neutral.neutralise(byListener));
              assertThat(byListener.gaps()).isEmpty();
              assertThat(byRest.gaps())
                  .isEqualTo(
                      Set.of(
                          Gap.KILLED_TASKS,
                          Gap.LOST_TASKS,
                          Gap.LOCALITY_PREFERENCES,
                          Gap.DISTRIBUTIONS,
                          Gap.STAGE_TOTALS));
            });
  }

  @Test
  void spreadsAStageWhoseTaskRunsTooLongOverItsTasksAlike() {
    URI ui = fromListener().map(seen -> URI.create(seen.application().uiUrl())).orElseThrow();
    RestSource rest = new RestSource(client, ui, DEADLINE, Clock.systemUTC());

    await()
        .atMost(ENOUGH)
        .untilAsserted(
            () -> {
              Reading reading = rest.read(name -> Duration.ofSeconds(1));
              assertThat(reading).isInstanceOf(Reading.Read.class);
              Distribution byRest = spread(((Reading.Read) reading).snapshot());
              Distribution byListener = spread(fromListener().orElseThrow());
              assertThat(byRest.count()).isEqualTo(byListener.count()).isEqualTo(3);
              assertIsAlike(byRest.min(), byListener.min(), 1000);
              assertIsAlike(byRest.median(), byListener.median(), 2000);
              assertIsAlike(byRest.max(), byListener.max(), 3000);
            });
  }

  private static Distribution spread(ApplicationSnapshot snapshot) {
    assertThat(snapshot.stages()).hasSize(1);
    Distribution spread = snapshot.stages().get(0).taskMillis();
    assertThat(spread).isNotNull();
    return spread;
  }

  /** REST tells the time in the executor; the listener that from launch to finish, estimated. */
  private static void assertIsAlike(double rest, double listener, double slept) {
    assertThat(rest).isBetween(slept, listener * 1.03).isCloseTo(listener, within(900.0));
  }

  @Test
  void comparesAnApplicationThatHasHadSomeOfEverything() {
    ApplicationSnapshot snapshot = fromListener().orElseThrow();

    assertThat(snapshot.tasks().failed()).isGreaterThanOrEqualTo(8);
    assertThat(snapshot.executorsRemoved()).isEqualTo(1);
    assertThat(snapshot.workers()).hasSize(2);
    assertThat(snapshot.cachedRdds()).singleElement().matches(rdd -> rdd.cachedPartitions() == 4);
    assertThat(snapshot.tasks().started().processLocal()).isPositive();
    assertThat(snapshot.stages()).singleElement().matches(stage -> stage.pendingTasks() == 1);
    assertThat(snapshot.stages()).extracting(Stage::oldestTaskStartedAt).allMatch(Objects::nonNull);
  }

  @Test
  void servesMetricsAndHealthFromTheDriver() {
    String metrics = Web.text(listener("/metrics")).orElseThrow();
    assertThat(metrics)
        .contains("# TYPE spark_application_info gauge")
        .contains("firewarden_listener_errors_total 0")
        .contains("app_name=\"mixed \\\"work\\\" äöü\"");
    // The verdicts are of the last evaluation, which may have met tasks that waited.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              JsonNode verdicts = Web.json(listener("/health")).orElseThrow().path("verdicts");
              assertThat(verdicts).hasSize(6);
              assertThat(verdicts.path("executor-count").path("verdict").asText())
                  .isEqualTo("healthy");
            });
  }

  private URI listener(String path) {
    return Web.local(application.submission().listenerPort(), path);
  }

  private Optional<ApplicationSnapshot> fromListener() {
    return Web.text(listener("/snapshot")).map(SameApplicationIT::parse);
  }

  private static ApplicationSnapshot parse(String json) {
    try {
      return SnapshotJson.read(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
