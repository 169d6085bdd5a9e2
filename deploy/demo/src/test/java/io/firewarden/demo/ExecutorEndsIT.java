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

import io.firewarden.demo.jobs.LosingExecutors;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotJson;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.executor.RemovedExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Executors that end in four ways on a real cluster, and the reason that is given for each. */
@ExtendWith(RunningSpark.Extension.class)
class ExecutorEndsIT {
  private static final Duration ENOUGH = Duration.ofMinutes(2);

  private RunningSpark spark;
  private RunningSpark.Submitted application;

  @AfterEach
  void stop() {
    if (application != null) {
      spark.stop(application);
    }
  }

  @Test
  void tellsAnExecutorThatWasKilled(RunningSpark running) throws Exception {
    submit(running, "killed", Map.of());
    signal("KILL", executorOf(worked().application().id()));

    assertLoss(RemovalReason.CONTAINER_KILLED, 137);
  }

  @Test
  void tellsAnExecutorThatRanOutOfHeap(RunningSpark running) throws Exception {
    submit(running, "oom", Map.of());

    assertLoss(RemovalReason.OOM, 52);
  }

  @Test
  void tellsAnExecutorThatHadNothingToDo(RunningSpark running) throws Exception {
    submit(
        running,
        "idle",
        Map.of(
            "spark.dynamicAllocation.enabled", "true",
            "spark.dynamicAllocation.shuffleTracking.enabled", "true",
            "spark.dynamicAllocation.executorIdleTimeout", "2s"));

    assertLoss(RemovalReason.IDLE, null);
  }

  @Test
  void tellsAnExecutorThatWasDecommissioned(RunningSpark running) throws Exception {
    submit(running, "decommissioned", Map.of("spark.decommission.enabled", "true"));
    signal("PWR", executorOf(worked().application().id()));

    assertLoss(RemovalReason.DECOMMISSIONED, null);
  }

  /** With one executor, so that there is one to lose. */
  private void submit(RunningSpark running, String name, Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("spark.cores.max", "1");
    spark = running;
    application =
        running.submit(name, LosingExecutors.class, RunningSpark.listenerJar(), all, name);
  }

  /** What is known when the executor has done its work. */
  private ApplicationSnapshot worked() {
    await("the job's end")
        .atMost(ENOUGH)
        .until(
            () -> {
              application.driver().requireAlive();
              return snapshot()
                  .filter(seen -> seen.jobTotals().succeeded() == 1 && seen.workers().size() == 1)
                  .isPresent();
            });
    return snapshot().orElseThrow();
  }

  private void assertLoss(RemovalReason reason, Integer exitCode) throws IOException {
    await("an executor's end")
        .atMost(ENOUGH)
        .until(
            () -> {
              application.driver().requireAlive();
              return snapshot().filter(seen -> seen.executorsRemoved() > 0).isPresent();
            });
    List<String> told =
        Files.readAllLines(application.driver().log()).stream()
            .filter(line -> line.contains(" went: "))
            .toList();
    ExecutorLosses losses = snapshot().orElseThrow().losses();
    assertThat(losses).as("what Spark said: %s", told).isNotNull();
    assertThat(losses.latest())
        .as("what Spark said: %s", told)
        .first()
        .extracting(RemovedExecutor::reason, RemovedExecutor::exitCode)
        .containsExactly(reason, exitCode);
    assertThat(losses.byReason().get(reason)).isPositive();
  }

  private Optional<ApplicationSnapshot> snapshot() {
    return Web.text(Web.local(application.submission().listenerPort(), "/snapshot"))
        .map(ExecutorEndsIT::parse);
  }

  private static ApplicationSnapshot parse(String json) {
    try {
      return SnapshotJson.read(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The process of the application's executor, a child of a worker that this JVM started. */
  private static ProcessHandle executorOf(String applicationId) {
    return ProcessHandle.current()
        .descendants()
        .filter(handle -> isExecutorOf(handle, applicationId))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isExecutorOf(ProcessHandle handle, String applicationId) {
    try {
      byte[] arguments = Files.readAllBytes(Path.of("/proc", "" + handle.pid(), "cmdline"));
      String command = new String(arguments, StandardCharsets.UTF_8);
      return command.contains("CoarseGrainedExecutorBackend") && command.contains(applicationId);
    } catch (IOException ended) {
      return false;
    }
  }

  private static void signal(String name, ProcessHandle process)
      throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
