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
package io.firewarden.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.spark.deploy.yarn.ApplicationMaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole drivers that end in every way, and what the agent is told of it. */
class LastWordIT {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path directory;
  private FakeAgent agent;

  @BeforeEach
  void open() throws Exception {
    agent = new FakeAgent();
  }

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void succeedsWhenTheContextIsStopped() throws Exception {
    assertThat(run("work-and-stop")).isZero();

    assertThat(agent.verdicts()).containsExactly(FinalStatus.SUCCEEDED);
    ApplicationSnapshot last = last();
    assertThat(last.tasks().succeeded()).isEqualTo(4);
    assertThat(last.application().endedAt()).isAfter(last.application().startedAt());
    assertThat(agent.pushes.get(0).snapshot().application().endedAt()).isNull();
  }

  @Test
  void succeedsWhenMainReturns() throws Exception {
    assertThat(run("work-and-return")).isZero();

    assertThat(agent.verdicts()).containsExactly(FinalStatus.SUCCEEDED);
    assertThat(last().tasks().succeeded()).isEqualTo(4);
  }

  @Test
  void failsWhenMainThrows() throws Exception {
    assertThat(run("throw")).isEqualTo(1);

    assertThat(agent.verdicts()).containsExactly(FinalStatus.FAILED);
    assertThat(last().tasks().succeeded()).isEqualTo(4);
  }

  @Test
  void revisesItsVerdictWhenMainThrowsAfterTheStop() throws Exception {
    assertThat(run("stop-and-throw")).isEqualTo(1);

    assertThat(agent.verdicts()).containsExactly(FinalStatus.SUCCEEDED, FinalStatus.FAILED);
  }

  @Test
  void revisesItsVerdictInTimeWhenTheAgentTookAllTheTimeForTheFirst() throws Exception {
    FakeAgent.Behaviour well = agent.behaviour;
    agent.hang();
    FakeAgent.Behaviour hanging = agent.behaviour;
    agent.behaviour =
        exchange -> {
          boolean first = agent.verdicts().equals(List.of(FinalStatus.SUCCEEDED));
          (first ? hanging : well).answer(exchange);
        };

    assertThat(run("stop-and-throw")).isEqualTo(1);

    assertThat(agent.verdicts()).containsExactly(FinalStatus.SUCCEEDED, FinalStatus.FAILED);
  }

  @Test
  void failsWhenMainThrowsUnderTheLauncher() throws Exception {
    try (DriverProcess driver = builder().submitted().start("spark-internal", "throw")) {
      assertThat(driver.exitCode()).isEqualTo(1);
    }

    assertThat(agent.verdicts()).containsExactly(FinalStatus.FAILED);
  }

  @Test
  void failsWhenTheLauncherLearnsOfAnExitCode() throws Exception {
    try (DriverProcess driver =
        builder().submitted().start("spark-internal", "fail-from-another-thread")) {
      assertThat(driver.exitCode()).isEqualTo(3);
    }

    assertThat(agent.verdicts()).containsExactly(FinalStatus.FAILED);
  }

  @Test
  void believesTheMasterThatRunsTheProgramOnYarn() throws Exception {
    assertThat(runOnYarn("stop-and-throw")).isEqualTo(15);
    assertThat(runOnYarn("throw")).isEqualTo(15);
    assertThat(agent.verdicts())
        .containsExactly(FinalStatus.UNKNOWN, FinalStatus.FAILED, FinalStatus.FAILED);
    agent.pushes.clear();

    assertThat(runOnYarn("work-and-stop")).isZero();
    assertThat(runOnYarn("work-and-return")).isZero();
    assertThat(agent.verdicts())
        .containsExactly(FinalStatus.UNKNOWN, FinalStatus.SUCCEEDED, FinalStatus.SUCCEEDED);
  }

  @Test
  void doesNotGuessWhatACallOfExitMeans() throws Exception {
    assertThat(run("exit")).isEqualTo(3);

    assertThat(agent.verdicts()).containsExactly(FinalStatus.UNKNOWN);
  }

  @Test
  void takesSuccessBackWhenExitIsCalledAfterTheStop() throws Exception {
    assertThat(run("stop-and-exit")).isZero();

    assertThat(agent.verdicts()).containsExactly(FinalStatus.SUCCEEDED, FinalStatus.UNKNOWN);
  }

  @Test
  void isKilledByASignal() throws Exception {
    Path sign = directory.resolve("sign");
    try (DriverProcess driver = builder().start("hold", sign.toString())) {
      await().atMost(LONG).until(() -> Files.exists(sign));

      driver.terminate();

      assertThat(driver.exitCode()).isEqualTo(143);
    }
    assertThat(agent.verdicts()).containsExactly(FinalStatus.KILLED);
    assertThat(last().stageTotals().failed()).isEqualTo(1);
  }

  @Test
  void leavesNothingBehindBetweenTwoContexts() throws Exception {
    try (DriverProcess driver = builder().start("twice")) {
      assertThat(driver.exitCode()).isZero();
      assertThat(driver.log()).contains("left over: 1 hooks, 0 threads, chain of 1");
    }
    assertThat(agent.verdicts()).containsExactly(FinalStatus.SUCCEEDED, FinalStatus.SUCCEEDED);
    assertThat(agent.pushes.stream().map(push -> push.snapshot().application().id()).distinct())
        .hasSize(2);
  }

  @Test
  void letsAnApplicationEndInTimeWhenTheAgentHangs() throws Exception {
    Duration usual = ending();
    agent.hang();

    // A little more than the three seconds, for a machine that has other things to do.
    assertThat(ending()).isLessThan(usual.plus(LastWord.ALL).plusMillis(1500));
  }

  @Test
  void letsAnApplicationEndInTimeWhenThereIsNoAgent() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      // Listens and never accepts: connections are made by the kernel, and nobody reads.
      String url = "http://127.0.0.1:" + silent.getLocalPort();
      try (DriverProcess driver =
          builder().with("spark.firewarden.agent.url", url).start("throw")) {
        assertThat(driver.exitCode()).isEqualTo(1);
      }
    }
    agent.close();
    try (DriverProcess driver = builder().start("work-and-stop")) {
      assertThat(driver.exitCode()).isZero();
      assertThat(warnings(driver)).hasSize(1).allMatch(line -> line.contains("ConnectException"));
    }
  }

  @Test
  void letsAnApplicationEndAsItWouldWhenTheAgentIsNotWell() throws Exception {
    agent.answers(500);
    try (DriverProcess driver = builder().start("throw")) {
      assertThat(driver.exitCode()).isEqualTo(1);
      assertThat(warnings(driver)).hasSize(1).allMatch(line -> line.contains("it answered 500"));
    }
  }

  @Test
  void pushesNothingWithoutTheCertificateThatItWasToTrust() throws Exception {
    Path pem = directory.resolve("ca.pem");
    try (DriverProcess driver =
        builder().with("spark.firewarden.agent.ca.file", pem.toString()).start("work-and-stop")) {
      assertThat(driver.exitCode()).isZero();
      assertThat(warnings(driver))
          .hasSize(1)
          .allMatch(line -> line.contains(pem + " must be a file with certificates"));
    }
    assertThat(agent.pushes).isEmpty();
  }

  @Test
  void neverShowsItsToken() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "s3cr3t-of-this-test\n");
    agent.answers(401);
    try (DriverProcess driver =
        builder()
            .with("spark.firewarden.agent.token.file", token.toString())
            .start("work-and-stop")) {
      assertThat(driver.exitCode()).isZero();
      assertThat(warnings(driver)).hasSize(1);
      assertThat(driver.log()).doesNotContain("s3cr3t");
    }
    assertThat(agent.pushes.get(0).header("Authorization")).isEqualTo("Bearer s3cr3t-of-this-test");
    assertThat(agent.pushes.get(0).header("Firewarden-cluster")).isEqualTo("M%C3%BCnchen");
  }

  /** How long a driver takes from the beginning of its end to its last sign of life. */
  private Duration ending() throws Exception {
    try (DriverProcess driver = builder().start("stop-and-throw")) {
      assertThat(driver.exitCode()).isEqualTo(1);
      long ended = System.currentTimeMillis();
      String from =
          driver.log().lines().filter(line -> line.startsWith("ends from ")).findFirst().orElse("");
      return Duration.ofMillis(ended - Long.parseLong(from.substring("ends from ".length())));
    }
  }

  private int run(String what) throws Exception {
    try (DriverProcess driver = builder().start(what)) {
      int code = driver.exitCode();
      assertThat(driver.log()).doesNotContain("could not judge", "could not handle");
      return code;
    }
  }

  /** Under a stand-in of the master, with the names of the real one. */
  private int runOnYarn(String what) throws Exception {
    try (DriverProcess driver =
        builder().application(ApplicationMaster.class).start(TestDriver.class.getName(), what)) {
      return driver.exitCode();
    }
  }

  private DriverProcess.Builder builder() {
    return new DriverProcess.Builder(directory)
        .with("spark.firewarden.agent.url", agent.url())
        .with("spark.firewarden.cluster", "München")
        .with("spark.firewarden.agent.interval", "10m");
  }

  private ApplicationSnapshot last() {
    return agent.pushes.get(agent.pushes.size() - 1).snapshot();
  }

  private static List<String> warnings(DriverProcess driver) {
    return driver
        .log()
        .lines()
        .filter(line -> line.contains(" WARN ") && line.contains("Firewarden"))
        .toList();
  }
}
