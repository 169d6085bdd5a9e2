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
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.firewarden.agent.config.KubernetesSource.Ui;
import io.firewarden.agent.discovery.Discovered.Driver;
import io.firewarden.agent.discovery.Discovered.Ended;
import io.firewarden.agent.discovery.Discovered.Found;
import io.firewarden.agent.discovery.Discovered.Pending;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.executor.RemovedExecutor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesPodsTest {
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
  void findsADriverThatRuns() {
    cluster.make(Fixtures.driver());

    Found found = found(cluster.discovery());

    Driver driver = only(found.drivers());
    assertThat(driver.address()).isEqualTo(URI.create("http://10.244.3.17:4041"));
    Application application = driver.application();
    assertThat(application.id()).isEqualTo(Fixtures.ID);
    assertThat(application.name()).isEqualTo("nightly-report");
    assertThat(application.startedAt()).isEqualTo("2026-03-02T08:14:06Z");
    assertThat(application.user()).isEmpty();
    assertThat(driver.facts().labels()).isEqualTo(Map.of("tier", "gold"));
    assertThat(found.complete()).isTrue();
    assertThat(found.pending()).isEmpty();
    assertThat(found.ended()).isEmpty();
  }

  @Test
  void takesTheConfiguredPortWhenThePodNamesNone() {
    cluster.make(
        new PodBuilder(Fixtures.driver())
            .editSpec()
            .editFirstContainer()
            .withPorts(List.of())
            .endContainer()
            .endSpec()
            .editStatus()
            .withPodIP("fd00:10:244::11")
            .endStatus()
            .build());

    Found found =
        found(
            cluster
                .discoveries(cluster.source(change -> change.ui(new Ui(4099, false), true)))
                .get(0));

    assertThat(only(found.drivers()).address())
        .isEqualTo(URI.create("http://[fd00:10:244::11]:4099"));
  }

  @Test
  void seesADriverWaitThenRunThenEnd() {
    Discovery discovery = cluster.discovery();
    assertThat(found(discovery).pending()).isEmpty();

    Pod pod = cluster.make(Fixtures.driver("unschedulable"));
    Pending pending = only(after(discovery, f -> !f.pending().isEmpty()).pending());
    assertThat(pending.application().id()).isEqualTo(Fixtures.ID);
    assertThat(pending.page()).isEqualTo("kubernetes pod spark-jobs/nightly-report-driver");
    assertThat(pending.why()).startsWith("Unschedulable: 0/6 nodes are available");

    cluster.status(pod, "running");
    Found running = after(discovery, f -> !f.drivers().isEmpty());
    assertThat(running.pending()).isEmpty();

    cluster.status(pod, "oomkilled");
    Found over = after(discovery, f -> !f.ended().isEmpty());
    assertThat(over.drivers()).isEmpty();
    assertThat(only(over.ended()).application().id()).isEqualTo(Fixtures.ID);
    assertThat(only(over.ended()).ending())
        .isEqualTo(
            new Ending(
                FinalStatus.FAILED,
                Instant.parse("2026-03-02T08:41:37Z"),
                "the driver's container was OOMKilled (exit code 137)",
                "kubernetes"));
  }

  @ParameterizedTest
  @CsvSource({
    "completed, SUCCEEDED",
    "error-1, FAILED",
    "sigkill, KILLED",
    "evicted, KILLED",
    "node-lost, LOST"
  })
  void tellsTheEndOfADriverThatWasSeenToRun(String status, FinalStatus expected) {
    Pod pod = cluster.make(Fixtures.driver());
    Discovery discovery = cluster.discovery();
    assertThat(found(discovery).drivers()).hasSize(1);

    cluster.status(pod, status);

    Ended ended = only(after(discovery, f -> !f.ended().isEmpty()).ended());
    assertThat(ended.ending().status()).isEqualTo(expected);
    assertThat(ended.ending().source()).isEqualTo("kubernetes");
  }

  @Test
  void takesADriverWhosePodIsDeletedWhileItRunsForKilled() {
    Pod pod = cluster.make(Fixtures.driver());
    Discovery discovery = cluster.discovery();
    assertThat(found(discovery).drivers()).hasSize(1);

    cluster.delete(pod);

    Ended ended = only(after(discovery, f -> !f.ended().isEmpty()).ended());
    assertThat(ended.ending().status()).isEqualTo(FinalStatus.KILLED);
    assertThat(ended.ending().at()).isEqualTo(cluster.now.get());
    assertThat(ended.ending().reason()).isEqualTo("the driver's pod was deleted while it ran");
  }

  @Test
  void remembersHowADriverEndedWhosePodIsClearedAway() {
    Pod pod = cluster.make(Fixtures.driver("oomkilled"));
    Discovery discovery = cluster.discovery();
    Ending ending = only(found(discovery).ended()).ending();

    cluster.delete(pod);
    await().until(() -> cluster.requests.stream().anyMatch(r -> r.startsWith("DELETE")));
    cluster.make(Fixtures.driver("spark-jobs", "later", "spark-2"));
    Found later = after(discovery, f -> f.drivers().size() == 1);
    assertThat(only(later.ended()).ending()).isEqualTo(ending);

    cluster.now.updateAndGet(now -> now.plus(DriverPods.GONE_KEPT).plusSeconds(1));
    assertThat(found(discovery).ended()).isEmpty();
  }

  @Test
  void holdsADriverForLostWhoseNodeDoesNotSayThatItEnded() {
    Pod pod =
        cluster.make(
            new PodBuilder(Fixtures.driver("node-unreachable"))
                .editMetadata()
                .addToFinalizers("example.com/keeps-it")
                .endMetadata()
                .build());
    Discovery discovery = cluster.discovery();
    assertThat(found(discovery).drivers()).hasSize(1);

    cluster.delete(pod); // it is due to be gone now, by the real clock
    cluster.make(Fixtures.driver("spark-jobs", "another", "spark-2"));
    assertThat(after(discovery, f -> f.drivers().size() == 2).ended()).isEmpty();
    cluster.now.set(Instant.now().plus(Duration.ofMinutes(2)));

    Ended ended = only(found(discovery).ended());
    assertThat(ended.ending().status()).isEqualTo(FinalStatus.LOST);
    assertThat(ended.ending().reason())
        .isEqualTo("the driver's pod was to be deleted, and its node does not say that it ended");
  }

  @Test
  void tellsWhyExecutorsWentByTheirPods() {
    cluster.make(Fixtures.driver());
    Pod first = cluster.make(Fixtures.executor("1"));
    Pod second = cluster.make(Fixtures.executor("2"));
    Pod third = cluster.make(Fixtures.executor("3"));
    cluster.make(Fixtures.executor("4"));
    Discovery discovery = cluster.discovery();
    assertThat(only(found(discovery).drivers()).facts().removedExecutors()).isEmpty();

    cluster.status(first, "oomkilled");
    cluster.status(second, "evicted-disk");
    cluster.status(third, "sigkill");
    cluster.delete(first);
    Found found = after(discovery, f -> only(f.drivers()).facts().removedExecutors().size() == 3);

    assertThat(only(found.drivers()).facts().removedExecutors())
        .containsExactlyInAnyOrder(
            new RemovedExecutor(
                "1",
                "worker-5",
                Instant.parse("2026-03-02T08:41:37Z"),
                RemovalReason.CONTAINER_OOM,
                137),
            new RemovedExecutor("2", "worker-5", cluster.now.get(), RemovalReason.PREEMPTED, null),
            new RemovedExecutor(
                "3",
                "worker-5",
                Instant.parse("2026-03-02T08:41:37Z"),
                RemovalReason.CONTAINER_KILLED,
                137));
  }

  @Test
  void tellsTheExitCodeOfAnExecutorAsSoonAsItIsKnown() {
    cluster.make(Fixtures.driver());
    Pod executor = cluster.make(Fixtures.executor("1"));
    cluster.status(executor, "evicted-disk");
    Discovery discovery = cluster.discovery();
    assertThat(only(only(found(discovery).drivers()).facts().removedExecutors()).exitCode())
        .isNull();

    cluster.status(executor, "evicted");
    RemovedExecutor told =
        new RemovedExecutor(
            "1", "worker-5", Instant.parse("2026-03-02T08:41:37Z"), RemovalReason.PREEMPTED, 137);
    after(discovery, f -> only(f.drivers()).facts().removedExecutors().contains(told));

    cluster.status(executor, "evicted-disk");
    cluster.status(cluster.make(Fixtures.executor("2")), "sigkill");
    Found found = after(discovery, f -> only(f.drivers()).facts().removedExecutors().size() == 2);
    assertThat(only(found.drivers()).facts().removedExecutors()).contains(told);
  }

  @Test
  void forgetsTheExecutorsOfADriverThatEnded() {
    Pod driver = cluster.make(Fixtures.driver());
    Pod executor = cluster.make(Fixtures.executor("1"));
    cluster.status(executor, "oomkilled");
    Discovery discovery = cluster.discovery();
    assertThat(only(found(discovery).drivers()).facts().removedExecutors()).hasSize(1);

    cluster.status(driver, "unschedulable");
    after(discovery, f -> !f.pending().isEmpty());
    cluster.status(driver, "completed");
    after(discovery, f -> !f.ended().isEmpty());
    cluster.status(driver, "running");

    Found again = after(discovery, f -> !f.drivers().isEmpty());
    assertThat(only(again.drivers()).facts().removedExecutors()).isEmpty();
  }

  @Test
  void watchesTheNamespacesThatAreNamedEachOnItsOwn() {
    cluster.make(Fixtures.driver("team-a", "a", "spark-a"));
    cluster.make(Fixtures.driver("team-b", "b", "spark-b"));
    cluster.make(Fixtures.driver("team-c", "c", "spark-c"));

    List<Discovery> parts =
        cluster.discoveries(cluster.source(change -> change.namespaces("team-a", "team-b")));

    assertThat(parts)
        .extracting(Discovery::name)
        .containsExactly("kubernetes/team-a", "kubernetes/team-b");
    assertThat(parts)
        .extracting(part -> only(found(part).drivers()).application().id())
        .containsExactly("spark-a", "spark-b");
  }

  @Test
  void watchesThePodsThatTheSelectorSelects() {
    cluster.make(Fixtures.driver("team-a", "a", "spark-a"));
    cluster.make(
        new PodBuilder(Fixtures.driver("team-a", "b", "spark-b"))
            .editMetadata()
            .addToLabels("stage", "prod")
            .endMetadata()
            .build());

    Discovery prod =
        cluster.discoveries(cluster.source(c -> c.selector("spark-role=driver,stage=prod"))).get(0);

    assertThat(only(found(prod).drivers()).application().id()).isEqualTo("spark-b");
  }

  @Test
  void leavesItToItsUiWhichApplicationAPodRunsThatSomebodyLabelled() {
    cluster.make(
        new PodBuilder(Fixtures.driver())
            .editMetadata()
            .removeFromLabels("spark-app-selector")
            .endMetadata()
            .build());

    Driver driver = only(found(cluster.discovery()).drivers());

    assertThat(driver.application()).isNull();
    assertThat(driver.address()).isEqualTo(URI.create("http://10.244.3.17:4041"));
  }

  @Test
  void tellsHowAPodEndedThatSomebodyLabelled() {
    Pod pod =
        cluster.make(
            new PodBuilder(Fixtures.driver())
                .editMetadata()
                .removeFromLabels("spark-app-selector")
                .endMetadata()
                .build());
    cluster.status(pod, "oomkilled");

    Ended ended = only(found(cluster.discovery()).ended());

    assertThat(ended.application().id()).isEmpty();
    assertThat(ended.application().uiUrl()).isEqualTo("http://10.244.3.17:4041");
    assertThat(ended.ending().status()).isEqualTo(FinalStatus.FAILED);
  }

  @Test
  void tellsOfADriverThatRunsWithoutAnAddress() {
    cluster.make(
        new PodBuilder(Fixtures.driver()).editStatus().withPodIP(null).endStatus().build());

    Found found = found(cluster.discovery());

    assertThat(found.drivers()).isEmpty();
    assertThat(only(found.unlocated()).why())
        .isEqualTo("the pod spark-jobs/nightly-report-driver runs, but has no address");
  }
}
