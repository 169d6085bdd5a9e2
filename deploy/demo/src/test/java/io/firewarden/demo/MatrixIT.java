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

import io.firewarden.model.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One listener jar on every supported build of Spark: the same application, as the same class file,
 * gives the same snapshot, up to the list in {@link Difference}. Prints a table of what ran.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixIT {
  private final Layout layout =
      new Layout(RunningSpark.root(), RunningSpark.root().resolve("deploy/demo/target/matrix"));
  private final Map<SparkBuild, MatrixRun.Outcome> outcomes = new LinkedHashMap<>();

  private MatrixRun.Outcome run(SparkBuild build) {
    return outcomes.computeIfAbsent(build, any -> MatrixRun.of(build, layout.work()));
  }

  static Stream<SparkBuild> builds() {
    return SparkBuild.all().stream();
  }

  @ParameterizedTest
  @MethodSource("builds")
  void givesTheSnapshotThatEveryOtherBuildGives(SparkBuild build) {
    MatrixRun.Outcome first = run(SparkBuild.all().get(0));
    MatrixRun.Outcome here = run(build);

    assertThat(here.banner())
        .startsWith("Spark " + build.version() + ", Scala " + build.scala() + ".");
    assertThat(first.snapshot().differencesTo(here.snapshot()))
        .as("%s, seen from %s", build, first.build())
        .isEmpty();
    assertThat(here.snapshot().digest()).isEqualTo(first.snapshot().digest());
  }

  @ParameterizedTest
  @MethodSource("builds")
  void readsThroughRestWhatTheListenerTells(SparkBuild build) {
    MatrixRun.Both both = run(build).both();
    Neutral neutral = Neutral.of(both.byListener(), both.byRest());

    assertThat(neutral.neutralise(both.byRest()))
        .usingRecursiveComparison()
        .isEqualTo(neutral.neutralise(both.byListener()));
    assertThat(both.byRest().sql().running()).hasSize(1);
    assertThat(both.byRest().lacks(Gap.SQL_EXECUTIONS)).isFalse();
    assertThat(both.byRest().lacks(Gap.SQL_NESTED)).isEqualTo(!build.tellsWhatIsNested());
  }

  @Test
  void comparesAnApplicationThatHasHadSomeOfEverything() {
    MatrixRun.Outcome outcome = run(SparkBuild.all().get(0));

    assertThat(outcome.snapshot().tree().path("jobTotals").path("failed").asInt()).isEqualTo(3);
    assertThat(outcome.snapshot().tree().path("tasks").path("failed").asInt()).isEqualTo(17);
    assertThat(outcome.snapshot().tree().path("tasks").path("killed").asInt()).isEqualTo(1);
    assertThat(outcome.snapshot().tree().path("executorsRemoved").asInt()).isEqualTo(1);
    assertThat(outcome.snapshot().tree().path("executors")).hasSize(3);
    assertThat(outcome.snapshot().tree().path("stages")).hasSize(1);
    assertThat(outcome.snapshot().tree().path("cachedRdds")).hasSize(1);
    assertThat(outcome.snapshot().tree().path("sql").path("running")).hasSize(1);
  }

  @Test
  void listsNoDifferenceThatIsNotThere() {
    assertThat(run(SparkBuild.all().get(0)).snapshot().met())
        .containsExactlyInAnyOrderElementsOf(Difference.ALL);
  }

  @AfterAll
  void printTable() throws IOException, NoSuchAlgorithmException {
    List<String> lines = new ArrayList<>();
    lines.add("jar SHA-256 " + sha256(RunningSpark.listenerJar()));
    lines.add("");
    lines.add("| build | snapshot's digest | seconds |");
    lines.add("|---|---|---|");
    for (MatrixRun.Outcome outcome : outcomes.values()) {
      lines.add(
          "| %s | %.16s | %d |"
              .formatted(
                  outcome.banner(), outcome.snapshot().digest(), outcome.took().toSeconds()));
    }
    lines.add("");
    lines.add("Not compared:");
    lines.add("");
    Difference.ALL.forEach(each -> lines.add("- " + each));
    String table = String.join("\n", lines) + "\n";
    layout.write("matrix.md", table);
    System.out.println(table);
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
