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
package io.firewarden.agent.discovery.kubernetes;

import static io.firewarden.agent.discovery.kubernetes.FakeCluster.after;
import static io.firewarden.agent.discovery.kubernetes.FakeCluster.found;
import static io.firewarden.agent.discovery.kubernetes.FakeCluster.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.firewarden.agent.config.KubernetesSource.Ui;
import io.firewarden.agent.discovery.Discovered.Driver;
import io.firewarden.agent.discovery.Discovered.Ended;
import io.firewarden.agent.discovery.Discovered.Found;
import io.firewarden.agent.discovery.Discovered.Pending;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.model.FinalStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Spark operator's SparkApplication objects add to what pods tell. */
class OperatorsObjectsTest {
  private static final Map<String, Object> NO_RUN =
      Map.of("sparkApplicationId", "", "driverInfo", Map.of(), "terminationTime", "");

  @TempDir private Path folder;
  private FakeCluster cluster;

  @BeforeEach
  void open() throws IOException {
    cluster = new FakeCluster(folder);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void tellWhoseAnApplicationIs() {
    cluster.make(Fixtures.driver());
    cluster.makeOperators(Fixtures.object());

    Driver driver = only(found(cluster.discovery()).drivers());

    assertThat(driver.facts().labels())
        .isEqualTo(Map.of("team", "risk", "owner", "ada", "tier", "gold"));
    assertThat(driver.address()).isEqualTo(URI.create("http://10.244.3.17:4041"));
  }

  @Test
  void tellTheServiceOfAUiToThoseWhoWantIt() {
    cluster.make(Fixtures.driver());
    cluster.makeOperators(Fixtures.object());

    Found found =
        found(
            cluster
                .discoveries(cluster.source(change -> change.ui(new Ui(4040, true), true)))
                .get(0));

    assertThat(only(found.drivers()).address()).isEqualTo(URI.create("http://10.96.44.120:4041"));
  }

  @Test
  void areNotAskedForWhenTheyAreNotWanted() {
    cluster.make(Fixtures.driver());
    cluster.makeOperators(Fixtures.object());

    Found found = found(cluster.discoveries(cluster.source(c -> c.ui(Ui.DEFAULT, false))).get(0));

    assertThat(only(found.drivers()).facts().labels()).isEqualTo(Map.of("tier", "gold"));
    assertThat(cluster.requests).noneMatch(request -> request.startsWith("GET /apis/"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''            | the operator tells not seen yet
          SUBMITTED     | the operator tells SUBMITTED
          PENDING_RERUN | the operator tells PENDING_RERUN
          """)
  void tellOfApplicationsThatHaveNoDriverYet(String state, String why) {
    cluster.makeOperators(Fixtures.object(state, NO_RUN));

    Found found = found(cluster.discovery());

    Pending pending = only(found.pending());
    assertThat(pending.why()).isEqualTo(why);
    assertThat(pending.page()).isEqualTo("kubernetes sparkapplication spark-jobs/nightly-report");
    assertThat(pending.application().id()).matches("spark-jobs\\.nightly-report\\.[0-9a-f]{8}");
    assertThat(pending.application().name()).isEqualTo("nightly-report");
    assertThat(pending.application().startedAt()).isEqualTo("2026-03-02T08:14:00Z");
    assertThat(pending.application().labels()).containsEntry("team", "risk");
  }

  @Test
  void tellThatASubmissionFailedBeforeAnyPod() {
    cluster.makeOperators(Fixtures.object("SUBMISSION_FAILED", NO_RUN));

    Ended ended = only(found(cluster.discovery()).ended());

    assertThat(ended.application().id()).matches("spark-jobs\\.nightly-report\\.[0-9a-f]{8}");
    assertThat(ended.ending().status()).isEqualTo(FinalStatus.FAILED);
    assertThat(ended.ending().reason())
        .startsWith("the operator tells SUBMISSION_FAILED: failed to submit spark application")
        .contains("spark.hadoop.fs.s3a.secret.key=***", "AccessDeniedException")
        .doesNotContain("hunter2", "\n");
  }

  @Test
  void tellThatASubmissionIsMadeAgain() {
    cluster.makeOperators(Fixtures.restarted(Fixtures.object("SUBMISSION_FAILED", NO_RUN), 3));
    Discovery discovery = cluster.discovery();
    assertThat(only(found(discovery).pending()).why())
        .startsWith("the operator tells SUBMISSION_FAILED: failed to submit");

    cluster.changeOperators(
        Fixtures.restarted(
            Fixtures.object(
                "SUBMISSION_FAILED", Map.of("sparkApplicationId", "", "submissionAttempts", 4)),
            3));

    assertThat(after(discovery, f -> f.pending().isEmpty()).ended()).hasSize(1);
  }

  @Test
  void giveWayToThePodThatTheyWaitedFor() {
    cluster.makeOperators(Fixtures.object("SUBMITTED", NO_RUN_BUT_A_POD));
    Discovery discovery = cluster.discovery();
    assertThat(only(found(discovery).pending()).application().id()).startsWith("spark-jobs.");

    cluster.make(Fixtures.driver("image-pull"));

    Pending pending =
        only(after(discovery, f -> f.pending().get(0).why().startsWith("Image")).pending());
    assertThat(pending.application().id()).isEqualTo(Fixtures.ID);
    assertThat(pending.application().labels()).containsEntry("owner", "ada");
  }

  private static final Map<String, Object> NO_RUN_BUT_A_POD =
      Map.of("sparkApplicationId", "", "driverInfo", Map.of("podName", "nightly-report-driver"));

  @ParameterizedTest
  @CsvSource({"COMPLETED, SUCCEEDED", "SUCCEEDING, SUCCEEDED", "FAILED, FAILED"})
  void tellTheEndWhenThePodIsGone(String state, FinalStatus expected) {
    cluster.makeOperators(
        Fixtures.object(state, Map.of("terminationTime", "2026-03-02T08:41:40Z")));

    Ended ended = only(found(cluster.discovery()).ended());

    assertThat(ended.application().id()).isEqualTo(Fixtures.ID);
    assertThat(ended.ending().status()).isEqualTo(expected);
    assertThat(ended.ending().at()).isEqualTo("2026-03-02T08:41:40Z");
    if (expected == FinalStatus.FAILED) {
      assertThat(ended.ending().reason())
          .isEqualTo(
              "the operator tells FAILED: driver container failed with ExitCode: 137, Reason:"
                  + " OOMKilled");
    }
  }

  @Test
  void leaveTheVerdictToThePodThatIsThere() {
    cluster.make(Fixtures.driver("evicted"));
    cluster.makeOperators(Fixtures.object("FAILED", Map.of()));

    Ending ending = only(found(cluster.discovery()).ended()).ending();

    assertThat(ending.status()).isEqualTo(FinalStatus.KILLED);
    assertThat(ending.reason()).startsWith("the driver's pod was evicted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RUNNING", "UNKNOWN", "INVALIDATING"})
  void sayNothingOfARunOfWhichPodsTellMore(String state) {
    cluster.makeOperators(Fixtures.object(state, Map.of()));

    Found found = found(cluster.discovery());

    assertThat(found.pending()).isEmpty();
    assertThat(found.ended()).isEmpty();
  }

  @Test
  void tellTheEndThatNobodySaw() throws IOException {
    Pod pod = cluster.make(Fixtures.driver());
    cluster.makeOperators(Fixtures.object());
    Discovery discovery = cluster.discovery();
    assertThat(found(discovery).drivers()).hasSize(1);

    cluster.shutDown();
    GenericKubernetesResource over =
        Fixtures.object("COMPLETED", Map.of("terminationTime", "2026-03-02T08:55:00Z"));
    cluster.meanwhile(
        () -> {
          cluster.delete(pod);
          cluster.changeOperators(over);
        });
    cluster.openAgain();
    cluster.now.updateAndGet(now -> now.plusSeconds(300));

    Ending ending = only(after(discovery, f -> !f.ended().isEmpty()).ended()).ending();
    assertThat(ending.status()).isEqualTo(FinalStatus.SUCCEEDED);
    assertThat(ending.at()).isEqualTo(Instant.parse("2026-03-02T08:55:00Z"));
  }
}
