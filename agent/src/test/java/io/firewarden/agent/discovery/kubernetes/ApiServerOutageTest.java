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
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovered.Found;
import io.firewarden.agent.discovery.Discovered.Unavailable;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.model.FinalStatus;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API server that is away, that refuses, and that does not know what it is asked for. */
class ApiServerOutageTest {
  private static final String FORBIDDEN =
      """
      {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message":
       "pods is forbidden: User \\"system:serviceaccount:ops:firewarden\\" cannot list resource",
       "reason": "Forbidden", "details": {"kind": "pods"}, "code": 403}
      """;

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

  private void changeMuch(Pod first, Pod third, Pod executor) throws IOException {
    cluster.meanwhile(
        () -> {
          cluster.status(first, "sigkill");
          cluster.delete(third);
          cluster.status(executor, "oomkilled");
          cluster.make(Fixtures.driver("spark-jobs", "fourth", "spark-4"));
        });
  }

  @Test
  void endsNothingAndIsCaughtUpWith() throws IOException {
    Pod first = cluster.make(Fixtures.driver());
    cluster.make(Fixtures.driver("spark-jobs", "second", "spark-2"));
    Pod third = cluster.make(Fixtures.driver("spark-jobs", "third", "spark-3"));
    Pod executor = cluster.make(Fixtures.executor("1"));
    Discovery discovery = cluster.discovery();
    assertThat(found(discovery).drivers()).hasSize(3);

    cluster.shutDown();
    Unavailable unavailable = eventuallyUnavailable(discovery);
    assertThat(unavailable.why())
        .startsWith("kubernetes: pods of all namespaces cannot be listed and watched: ")
        .endsWith(" at http://127.0.0.1:" + cluster.port() + "/")
        .doesNotContain("s3cr3t-token");
    for (int minute = 0; minute < 5; minute++) {
      cluster.now.updateAndGet(now -> now.plusSeconds(60));
      assertThat(discovery.discover()).isInstanceOf(Unavailable.class);
    }
    changeMuch(first, third, executor);
    cluster.openAgain();

    Found found = after(discovery, f -> !f.drivers().isEmpty());
    assertThat(found.drivers())
        .extracting(driver -> driver.application().id())
        .containsExactlyInAnyOrder("spark-2", "spark-4");
    assertThat(found.ended())
        .extracting(ended -> ended.ending().status())
        .containsExactlyInAnyOrder(FinalStatus.KILLED, FinalStatus.UNKNOWN);
    Ending unseen =
        found.ended().stream()
            .filter(ended -> ended.application().id().equals("spark-3"))
            .findFirst()
            .orElseThrow()
            .ending();
    assertThat(unseen.reason())
        .isEqualTo("the driver's pod is gone, and went while the API server was out of sight");

    cluster.make(Fixtures.driver("spark-jobs", "fifth", "spark-5"));
    after(discovery, f -> f.drivers().size() == 3); // it is watched again
  }

  @Test
  void isToldUntilItAnswersForTheFirstTime() throws IOException {
    cluster.make(Fixtures.driver());
    cluster.shutDown();
    Discovery discovery = cluster.discovery();
    assertThat(discovery.discover()).isInstanceOf(Unavailable.class);

    cluster.openAgain();

    assertThat(found(discovery).drivers()).hasSize(1);
  }

  @Test
  void tellsTheRuleThatItTakes() {
    cluster.refuse("/api/v1/pods", 403, FORBIDDEN);
    cluster.refuse("/api/v1/namespaces/team-a/pods", 403, FORBIDDEN);
    Discovery all = cluster.discovery();
    Discovery one =
        cluster.discoveries(cluster.source(change -> change.namespaces("team-a"))).get(0);

    assertThat(unavailable(all).why())
        .isEqualTo(
            "kubernetes: pods of all namespaces cannot be listed and watched: 403, pods is"
                + " forbidden: User \"system:serviceaccount:ops:firewarden\" cannot list resource;"
                + " it takes a ClusterRole with the verbs get, list and watch on pods, or the key"
                + " namespaces in sources.kubernetes");
    assertThat(unavailable(one).why())
        .startsWith("kubernetes/team-a: pods of namespace team-a cannot be listed and watched")
        .endsWith("it takes a Role in team-a with the verbs get, list and watch on pods");

    cluster.refuseNoMore();
    assertThat(found(all).complete()).isTrue();
  }

  @Test
  void findsDriversWhereTheOperatorsObjectsAreUnknownOrForbidden() {
    cluster.make(Fixtures.driver());
    cluster.makeOperators(Fixtures.object());
    String objects = "/apis/sparkoperator.k8s.io/v1beta2/sparkapplications";
    cluster.refuse(objects, 404, "404 page not found");
    Discovery discovery = cluster.discovery();

    assertThat(only(found(discovery).drivers()).facts().labels()).doesNotContainKey("team");
    assertThat(found(discovery).drivers()).hasSize(1);
    assertThat(cluster.requests.stream().filter(r -> r.contains(objects))).hasSize(1);

    cluster.refuseNoMore(); // somebody installs the operator
    cluster.now.updateAndGet(now -> now.plus(cluster.source().resync()));
    assertThat(only(found(discovery).drivers()).facts().labels()).containsEntry("team", "risk");
  }

  @Test
  void listsAnewWhatHasBeenSilentForLong() {
    Discovery discovery = cluster.discovery();
    found(discovery);
    found(discovery);
    assertThat(listsOfDrivers()).isEqualTo(1);

    cluster.now.updateAndGet(now -> now.plus(Duration.ofMinutes(4)));
    found(discovery);
    assertThat(listsOfDrivers()).isEqualTo(2);

    found(discovery);
    assertThat(listsOfDrivers()).isEqualTo(2);
  }

  @Test
  void isAskedInNoMoreThanItsTimeEvenIfItIsSilent() throws IOException {
    try (ServerSocket silent = new ServerSocket(0)) {
      Path file = folder.resolve("silent");
      Files.writeString(file, FakeCluster.kubeconfig(silent.getLocalPort(), "silent"));
      Discovery discovery =
          cluster
              .discoveries(
                  cluster.source(change -> change.kubeconfig(file).timeout(Duration.ofMillis(200))))
              .get(0);

      assertThat(unavailable(discovery).why())
          .contains(" at http://127.0.0.1:" + silent.getLocalPort() + "/");
    }
  }

  @Test
  void isNotAskedByAContextThatTheKubeconfigLacks() throws IOException {
    Path file = folder.resolve("other");
    Files.writeString(file, FakeCluster.kubeconfig(cluster.port(), "other"));

    assertThat(why(file, "prod"))
        .isEqualTo("kubernetes: the kubeconfig " + file + " has no context prod");
    assertThat(why(folder.resolve("none"), null))
        .isEqualTo("kubernetes: the kubeconfig " + folder.resolve("none") + " cannot be read");
    Files.writeString(file, "token: s3cr3t-token: x");
    assertThat(why(file, null))
        .isEqualTo("kubernetes: the kubeconfig " + file + " is not a kubeconfig that can be read");
  }

  @Test
  void leavesNoThreadBehind() {
    Discovery discovery = cluster.discovery();
    found(discovery);
    assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);

    discovery.close();
    discovery.close();

    assertThat(discovery.discover()).isInstanceOf(Unavailable.class);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> threads().stream().noneMatch(t -> t.getName().equals("kubernetes-watch")));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> threads().stream().noneMatch(t -> t.getName().equals("kubernetes-kubernetes")));
  }

  private static List<Thread> threads() {
    List<Thread> found = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("kubernetes-")) {
        found.add(thread);
      }
    }
    return found;
  }

  private String why(Path kubeconfig, String context) {
    Discovery discovery =
        cluster.discoveries(cluster.source(c -> c.kubeconfig(kubeconfig).context(context))).get(0);
    return unavailable(discovery).why();
  }

  private long listsOfDrivers() {
    return cluster.requests.stream()
        .filter(r -> r.contains("/pods?labelSelector=spark-role%3Ddriver&limit"))
        .count();
  }

  private static Unavailable eventuallyUnavailable(Discovery discovery) {
    return (Unavailable)
        await()
            .atMost(Duration.ofSeconds(60))
            .until(discovery::discover, Unavailable.class::isInstance);
  }

  private static Unavailable unavailable(Discovery discovery) {
    Discovered discovered = discovery.discover();
    assertThat(discovered).isInstanceOf(Unavailable.class);
    return (Unavailable) discovered;
  }
}
