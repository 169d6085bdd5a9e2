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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.discovery.yarn.YarnJson.App;
import io.firewarden.model.FinalStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YarnEndingTest {
  /** As a ResourceManager of Hadoop 3.4 told it of a driver that got SIGKILL. */
  private static final String KILLED =
      "Application application_1_0001 failed 1 times (global limit =2; local limit is =1) due to AM"
          + " Container for appattempt_1_0001_000001 exited with  exitCode: 137\nFailing this"
          + " attempt.Diagnostics: [2026-11-22 20:48:25.502]Container killed on request. Exit code"
          + " is 137\n[2026-11-22 20:48:25.502]Container exited with a non-zero exit code 137. \n"
          + "[2026-11-22 20:48:25.503]Killed by external signal\nFor more detailed output, check"
          + " the application tracking page: http://rm:60097/cluster/app/application_1_0001 Then"
          + " click on links to logs of each attempt.\n. Failing the application.";

  private static final DriverMaster FIRST = new DriverMaster(true, 1);

  @ParameterizedTest
  @CsvSource({
    "FINISHED, SUCCEEDED, true, SUCCEEDED",
    "FINISHED, SUCCEEDED, false, UNKNOWN",
    "FINISHED, FAILED, true, FAILED",
    "FINISHED, FAILED, false, FAILED",
    "FINISHED, KILLED, false, KILLED",
    "FINISHED, UNDEFINED, true, UNKNOWN",
    "FAILED, FAILED, true, FAILED",
    "KILLED, KILLED, true, KILLED",
    "KILLED, UNDEFINED, false, KILLED"
  })
  void tellsTheVerdict(String state, String finalStatus, boolean cluster, FinalStatus expected) {
    assertThat(of(state, finalStatus, "", cluster).status()).isEqualTo(expected);
  }

  @Test
  void saysThatADriverWasKilledFromOutside() {
    Ending ending = of("FAILED", "FAILED", KILLED, true);

    assertThat(ending.status()).isEqualTo(FinalStatus.FAILED);
    assertThat(ending.reason())
        .startsWith("Application application_1_0001 failed 1 times")
        .endsWith("exitCode: 137 (SIGKILL, as the kernel sends it when memory runs out)");
  }

  @ParameterizedTest
  @CsvSource({
    "-100, LOST, node was lost",
    "-104, FAILED, more memory",
    "143, FAILED, SIGTERM",
    "134, FAILED, SIGABRT",
    "3, FAILED, heap is full",
    "52, FAILED, heap is full",
    "1, FAILED, exitCode"
  })
  void explainsExitCodes(String code, FinalStatus status, String reason) {
    Ending ending = of("FAILED", "FAILED", KILLED.replace("137", code), true);

    assertThat(ending.status()).isEqualTo(status);
    assertThat(ending.reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({"true, SUCCEEDED", "false, UNKNOWN"})
  void believesAnExitCodeOfZeroMoreThanYarnThatWasNotTold(boolean cluster, FinalStatus status) {
    Ending ending = of("FAILED", "FAILED", KILLED.replace("137", "0"), cluster);

    assertThat(ending.status()).isEqualTo(status);
    assertThat(ending.reason()).contains("exit code of its master was 0");
  }

  @ParameterizedTest
  @CsvSource({"0, SUCCEEDED", "1, UNKNOWN", "2, SUCCEEDED"})
  void doesNotBelieveAnExitCodeOfZeroOfAnAttemptWhoseMasterDidNotRegister(
      int registered, FinalStatus status) {
    String text =
        "Application application_1_0001 failed 2 times due to AM Container for"
            + " appattempt_1_0001_000002 exited with  exitCode: 0\n";

    Ending ending = of("FAILED", "FAILED", text, new DriverMaster(true, registered));

    assertThat(ending.status()).isEqualTo(status);
    assertThat(ending.reason()).contains("exit code of its master was 0");
  }

  @Test
  void prefersTheLineThatTellsMost() {
    String beyond =
        "Application application_1_0001 failed 2 times due to AM Container exited with  exitCode:"
            + " -104\nFailing this attempt.Diagnostics: [2026-11-22 20:48:25.502]Container"
            + " [pid=7,containerID=c] is running 3MB beyond the 'PHYSICAL' memory limit. Current"
            + " usage: 1.1 GB of 1 GB physical memory used.\nDump of the process-tree for c :\n";

    assertThat(of("FAILED", "FAILED", beyond, true).reason())
        .contains("'PHYSICAL' memory limit")
        .doesNotContain("2026");
  }

  @Test
  void takesNothingFromAProgramsOwnOutput() {
    String output =
        """
        Application application_1_0001 failed 1 times
        Last 4096 bytes of stderr :
        User class threw exception: my dog
        """;

    assertThat(of("FAILED", "FAILED", output, true).reason())
        .isEqualTo("Application application_1_0001 failed 1 times");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cannot read jdbc:pg://bob:s3cret@h/db",
        "wrong password=s3cret in the url",
        "spark.hadoop.fs.s3a.secret.key = s3cret",
        "config {\"apiKey\": \"s3cret\"}",
        "called with --db-password s3cret",
        "https://a.blob/x?sv=1&sig=s3cret&b=2",
        "header Authorization: Bearer s3cret.s3cret",
        "token eyJhbGciOiJI.s3cret.s3cret"
      })
  void showsNoSecret(String line) {
    Ending ending = of("FAILED", "FAILED", "User class threw exception: " + line, true);

    assertThat(ending.reason()).doesNotContain("s3cret").contains("***");
  }

  @Test
  void saysWhatYarnToldWhenThatIsAll() {
    assertThat(of("FINISHED", "FAILED", "", true).reason())
        .isEqualTo("YARN tells the state FINISHED and the final status FAILED");
  }

  @Test
  void hasNothingToSayOfASuccess() {
    assertThat(of("FINISHED", "SUCCEEDED", "Attempt recovered after RM restart", true).reason())
        .isEmpty();
  }

  private static Ending of(String state, String finalStatus, String text, boolean clusterMode) {
    return of(state, finalStatus, text, clusterMode ? FIRST : DriverMaster.NONE);
  }

  private static Ending of(String state, String finalStatus, String text, DriverMaster master) {
    App app =
        new App(
            "application_1_0001",
            "u",
            "n",
            "q",
            state,
            finalStatus,
            null,
            text,
            "",
            1,
            2,
            null,
            null);
    return YarnEnding.of(app, master, "http://rm:8088");
  }
}
