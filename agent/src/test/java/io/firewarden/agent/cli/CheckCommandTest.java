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
package io.firewarden.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.firewarden.agent.FakeSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  private static final String ID = FakeSpark.id("3.5");

  private final FakeSpark spark = FakeSpark.driver("3.5");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-22T09:02:00Z");
  private Runnable whileWaiting = () -> {};

  @TempDir private Path folder;

  @AfterEach
  void close() {
    spark.close();
  }

  @Test
  void judgesAYoungApplicationByOneReading() {
    int exit = check("--url", spark.url().toString());

    // 8 of 54 tasks failed in the recorded run.
    assertThat(exit).isEqualTo(2);
    assertThat(pauses).isEmpty();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .startsWith("CRITICAL: compat (" + ID + ", Spark 3.5.9), over 208 s")
        .containsPattern("(?m)^CHECK +VERDICT +SUMMARY$")
        .containsPattern("(?m)^task-failures +unhealthy +8 of 54 tasks failed")
        .contains("critical SparkTaskFailuresHigh: ")
        .contains("Next: follow the runbook of the first finding: alerts/runbooks/")
        .doesNotContain("\u001b");
  }

  @Test
  void readsAnOlderApplicationTwice() {
    now = now.plus(Duration.ofHours(1));

    int exit = check("--url", spark.url().toString(), "--window", "30s");

    assertThat(exit).isZero();
    assertThat(pauses).containsExactly(Duration.ofSeconds(30));
    assertThat(err.toString()).contains(spark.url().toString(), "reads again in 30 s");
    assertThat(out.toString()).startsWith("HEALTHY: compat").contains("over 30 s");
  }

  @Test
  void isUnknownWhenTheApplicationEndsBetweenTheReadings() {
    now = now.plus(Duration.ofHours(1));
    whileWaiting = spark::close;

    assertThat(check("--url", spark.url().toString())).isEqualTo(3);
    assertThat(out.toString()).startsWith("UNKNOWN: " + spark.url());
  }

  @Test
  void isUnknownWhenNobodyAnswers() {
    spark.close();

    assertThat(check("--url", spark.url().toString())).isEqualTo(3);
    assertThat(out.toString())
        .startsWith("UNKNOWN: " + spark.url())
        .contains("connection refused", "Next: ", "FirewardenSourceUnavailable");
  }

  @Test
  void isUnknownWhenTheAddressAnswersSomethingElse() {
    spark.answer("/api/v1/applications", 200, "text/html", "<html>a wiki</html>");

    assertThat(check("--url", spark.url().toString())).isEqualTo(3);
    assertThat(out.toString()).startsWith("UNKNOWN: ").contains("text/html");
  }

  @Test
  void appliesTheThresholdsAndLinksOfAConfiguration() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("c.yaml"),
            """
            external-url: https://firewarden.example
            thresholds: {overrides: [{match: "comp*", task-failures: {failure-ratio: 0.1}}]}
            """);

    check("--url", spark.url().toString(), "--config", config.toString());
    assertThat(out.toString())
        .contains("limit 10 %", "https://firewarden.example/runbooks/SparkTaskFailuresHigh");
  }

  @Test
  void writesJson() throws Exception {
    int exit = check("--url", spark.url().toString(), "--format", "json");

    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(json.path("schemaVersion").asInt()).isEqualTo(1);
    assertThat(json.path("health").asText()).isEqualTo("critical");
    assertThat(json.path("exitCode").asInt()).isEqualTo(exit).isEqualTo(2);
    assertThat(json.path("source").asText()).isEqualTo(spark.url().toString());
    assertThat(json.path("application").path("id").asText()).isEqualTo(ID);
    assertThat(json.path("windowSeconds").asDouble()).isGreaterThan(0);
    assertThat(json.path("gaps")).hasSize(6).contains(TextNode.valueOf("SQL_NESTED"));
    assertThat(json.path("checks")).hasSize(6);
    JsonNode failures = json.path("checks").get(2);
    assertThat(failures.path("check").asText()).isEqualTo("task-failures");
    assertThat(failures.path("verdict").asText()).isEqualTo("unhealthy");
    JsonNode finding = failures.path("findings").get(0);
    assertThat(finding.path("alert").asText()).isEqualTo("SparkTaskFailuresHigh");
    assertThat(finding.path("severity").asText()).isEqualTo("critical");
    assertThat(finding.path("cause").asText()).isNotEmpty();
  }

  @Test
  void writesJsonWhenNobodyAnswersToo() throws Exception {
    spark.close();

    assertThat(check("--url", spark.url().toString(), "--format", "json")).isEqualTo(3);
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(json.path("health").asText()).isEqualTo("unknown");
    assertThat(json.path("error").asText()).contains(spark.url().toString());
  }

  @Test
  void isUnknownForAWrongCommandLineOrConfiguration() throws Exception {
    Path config = Files.writeString(folder.resolve("c.yaml"), "windoww: 5m");

    assertThat(check()).isEqualTo(3);
    assertThat(check("--url", "ftp://x")).isEqualTo(3);
    assertThat(check("--url", "http://u:s3cret@x")).isEqualTo(3);
    assertThat(check("--url", spark.url().toString(), "--window", "0s")).isEqualTo(3);
    assertThat(check("--url", spark.url().toString(), "--format", "xml")).isEqualTo(3);
    assertThat(check("--url", spark.url().toString(), "--config", config.toString())).isEqualTo(3);
    assertThat(err.toString())
        .contains("--url", "--window", "did you mean window?")
        .doesNotContain("s3cret");
    assertThat(spark.requests()).isEmpty();
  }

  private int check(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "check";
    System.arraycopy(args, 0, all, 1, args.length);
    return CommandLineInterface.commandLine(
            new Surroundings() {
              @Override
              InstantSource clock() {
                return () -> now;
              }

              @Override
              boolean pause(Duration duration) {
                pauses.add(duration);
                now = now.plus(duration);
                whileWaiting.run();
                return true;
              }

              @Override
              boolean colours() {
                return false;
              }
            },
            new PrintWriter(out, true),
            new PrintWriter(err, true))
        .execute(all);
  }
}
