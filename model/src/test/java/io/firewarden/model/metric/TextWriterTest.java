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
package io.firewarden.model.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.Snapshots;
import io.firewarden.model.streaming.StreamingActivity;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextWriterTest {
  private static final int PLENTY = 1_000_000;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void writesWhatTheClientWrites(boolean openMetrics) {
    for (ApplicationSnapshot snapshot :
        List.of(
            Snapshots.full(),
            DetailedSnapshots.running(),
            DetailedSnapshots.ended(FinalStatus.KILLED),
            many(),
            strange())) {
      Families families = SnapshotMetrics.gather("main", List.of(snapshot), PLENTY);
      String client =
          openMetrics
              ? Exposition.openMetrics(families.toSnapshots()).replace("# EOF\n", "")
              : Exposition.text(families.toSnapshots());

      assertThat(byFamily(Exposition.written(families, openMetrics))).isEqualTo(byFamily(client));
    }
  }

  @Test
  void keepsTheLinesOfASummaryTogether() {
    ApplicationSnapshot two =
        DetailedSnapshots.with(
            List.of(),
            List.of(DetailedSnapshots.stage(1), DetailedSnapshots.stage(2)),
            new StreamingActivity(0, 0, List.of()));

    String text = Exposition.written(SnapshotMetrics.gather("main", List.of(two), PLENTY), true);

    assertThat(
            text.lines()
                .filter(line -> line.startsWith("spark_stage_task_read_bytes"))
                .map(line -> line.contains("stage_id=\"1.0\"")))
        .containsExactly(true, true, true, true, true, false, false, false, false, false);
  }

  @Test
  void satisfiesPromtool() throws IOException, InterruptedException {
    Promtool.assertClean(
        Exposition.written(
            SnapshotMetrics.gather("main", List.of(DetailedSnapshots.running(), strange()), PLENTY),
            false));
  }

  /** More than fits into the writer's buffer. */
  private static ApplicationSnapshot many() {
    return DetailedSnapshots.with(
        IntStream.range(0, 200)
            .mapToObj(i -> DetailedSnapshots.executor(Integer.toString(i)))
            .toList(),
        IntStream.range(0, 50).mapToObj(DetailedSnapshots::stage).toList(),
        new StreamingActivity(0, 0, List.of()));
  }

  private static ApplicationSnapshot strange() {
    Application was = Snapshots.full().application();
    ApplicationSnapshot running = DetailedSnapshots.running();
    return running.with(
        new Application(
            "app-2",
            "a \"b\" \\ {c}\n# é \uD83D\uDE00" + "y".repeat(50_000),
            "",
            "",
            true,
            null,
            was.startedAt(),
            null,
            null,
            Map.of("zone", "\"\\")),
        running.losses());
  }

  /** Each family with its lines in order, and the labels of each line in order. */
  private static List<String> byFamily(String text) {
    return Arrays.stream(text.split("(?m)^(?=# (?:HELP|TYPE) (\\S+) .*\n# (?:HELP|TYPE) \\1 )"))
        .map(family -> family.lines().map(TextWriterTest::sorted).sorted().toList().toString())
        .sorted()
        .toList();
  }

  private static String sorted(String line) {
    int open = line.indexOf('{');
    int close = line.lastIndexOf('}');
    return open < 0 || line.startsWith("#")
        ? line
        : line.substring(0, open)
            + Arrays.stream(line.substring(open + 1, close).split(",(?=[a-z_]+=\")"))
                .sorted()
                .toList()
            + line.substring(close);
  }
}
