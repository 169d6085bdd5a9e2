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

import static io.firewarden.model.Snapshots.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.Snapshots;
import io.firewarden.model.metric.Gathering.Gathered;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatheringTest {
  private static final int PLENTY = 1_000_000;

  private final Gathering gathering = new Gathering("main", PLENTY);

  @ParameterizedTest
  @ValueSource(ints = {400, 1000, 2000, 4000})
  void keepsTheLimitOfAllTogether(int limit) {
    addAll(2, 10, 100, 200);
    Gathered gathered = gathering.within(limit);

    assertThat(gathered.wanted()).isGreaterThan(4000);
    assertThat(series(gathered)).hasSizeBetween(limit * 3 / 4, limit);
  }

  @Test
  void givesAllToThoseThatHaveFewAndOfTheOthersToEachTheSame() {
    addAll(1, 100, 200);
    List<String> series = series(gathering.within(1500));

    assertThat(dropped(series, "app-0")).isZero();
    assertThat(of(series, "app-0")).anyMatch(line -> line.contains("executor_id=\"0\""));
    assertThat(of(series, "app-1")).hasSizeBetween(600, 750);
    assertThat(of(series, "app-2")).hasSizeBetween(600, 750);
    assertThat(dropped(series, "app-1")).isPositive();
    assertThat(dropped(series, "app-2")).isGreaterThan(dropped(series, "app-1"));
  }

  @Test
  void keepsTheWorstAndSaysHowManyItLeavesOut() {
    addAll(100, 100);
    Gathered all = gathering.within(PLENTY);
    Gathering again = new Gathering("main", PLENTY);
    again.add(application(0, 100));
    again.add(application(1, 100));
    List<String> series = series(again.within(1000));

    List<String> executors =
        of(series, "app-1").stream()
            .filter(line -> line.startsWith("spark_executor_tasks_running{"))
            .toList();
    assertThat(executors)
        .anyMatch(line -> line.contains("executor_id=\"99\""))
        .anyMatch(line -> line.contains("executor_id=\"other\""))
        .noneMatch(line -> line.contains("executor_id=\"0\""));
    long folded = series.stream().filter(line -> line.contains("_id=\"other\"")).count();
    assertThat(series.size() - folded + dropped(series, "app-0") + dropped(series, "app-1"))
        .isEqualTo(series(all).size());
  }

  @Test
  void leavesOutNothingAboutAnApplicationAsAWhole() {
    addAll(10, 20);
    List<String> series = series(gathering.within(1));

    assertThat(series).noneMatch(line -> line.contains("executor_id="));
    assertThat(List.of("app-0", "app-1"))
        .allSatisfy(
            id ->
                assertThat(of(series, id))
                    .anyMatch(line -> line.startsWith("spark_executors_active{"))
                    .anyMatch(line -> line.startsWith("spark_tasks_finished_total{"))
                    .anyMatch(line -> line.startsWith("spark_application_info{")));
  }

  @Test
  void limitsEachApplicationAlsoWhereAllWouldFit() {
    Gathering limited = new Gathering("main", 300);
    limited.add(application(0, 1));
    limited.add(application(1, 100));
    Gathered gathered = limited.within(PLENTY);

    assertThat(of(series(gathered), "app-1")).hasSizeBetween(250, 300);
    assertThat(dropped(series(gathered), "app-0")).isZero();
    assertThat(gathered.wanted()).isBetween(301L, 400L);
  }

  @Test
  void countsTheSeriesOfEachApplication() {
    addAll(3, 100);
    Gathered gathered = gathering.within(700);

    List<String> series = series(gathered);
    assertThat(gathered.series()).containsOnlyKeys("app-0", "app-1");
    gathered.series().forEach((id, lines) -> assertThat(of(series, id)).hasSize(lines));
  }

  @Test
  void makesTheSameOfManyWhoseFiguresAreNotKept() {
    int many = 50;
    addAll(IntStream.range(0, many).map(i -> 100).toArray());
    Gathered gathered = gathering.within(PLENTY);

    assertThat(gathered.wanted()).isGreaterThan(60_000);
    assertThat(gathered.series().values()).containsOnly((int) (gathered.wanted() / many));
    assertThat(series(gathered)).hasSize((int) gathered.wanted());
  }

  @Test
  void leavesCountersOutWhenToldSo() {
    gathering.add(application(0, 3), false);

    assertThat(series(gathering.within(PLENTY)))
        .anyMatch(line -> line.startsWith("spark_executor_tasks_running{"))
        .anyMatch(line -> line.startsWith("spark_executors_active{"))
        .noneMatch(line -> line.matches("[a-z_]*_total\\{.*"));
  }

  @Test
  void tellsOfWhatHasEndedItsLifeAlone() {
    gathering.add(application(0, 3));
    gathering.addEnded(ended("app-9", START));
    gathering.addEnded(ended("app-0", START));
    Gathered gathered = gathering.within(PLENTY);

    List<String> series = series(gathered);
    assertThat(of(series, "app-9"))
        .anyMatch(line -> line.contains("status=\"failed\"} 1"))
        .allMatch(line -> line.startsWith("spark_application_"));
    assertThat(of(series, "app-0")).noneMatch(line -> line.contains("final_status"));
    assertThat(gathered.series()).containsOnlyKeys("app-0");
    assertThat(gathered.wanted()).isEqualTo(series.size());
  }

  @Test
  void addsNothingOfWhatCannotBeMadeMetrics() {
    ApplicationSnapshot odd = ended("app-1", Instant.MIN);

    assertThatThrownBy(() -> gathering.add(odd)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> gathering.addEnded(odd)).isInstanceOf(RuntimeException.class);
    assertThat(series(gathering.within(PLENTY))).isEmpty();
  }

  private void addAll(int... executors) {
    for (int i = 0; i < executors.length; i++) {
      gathering.add(application(i, executors[i]));
    }
  }

  /** The worse an executor, the higher its number. */
  private static ApplicationSnapshot application(int number, int executors) {
    ApplicationSnapshot some =
        Snapshots.with(
            Snapshots.full(),
            IntStream.range(0, executors)
                .mapToObj(i -> Snapshots.executor(Integer.toString(i), i, 100))
                .toList(),
            List.of(),
            List.of());
    return Snapshots.with(
        some, new Application("app-" + number, "n", "", "", false, null, START, null));
  }

  private static ApplicationSnapshot ended(String id, Instant at) {
    Application application =
        new Application(id, "n", "", "", false, null, at, START, FinalStatus.FAILED, Map.of());
    return Snapshots.with(Snapshots.full(), application);
  }

  private static List<String> series(Gathered gathered) {
    return Exposition.written(gathered.families(), false)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private static List<String> of(List<String> series, String id) {
    return series.stream().filter(line -> line.contains("app_id=\"" + id + "\"")).toList();
  }

  private static int dropped(List<String> series, String id) {
    return of(series, id).stream()
        .filter(line -> line.startsWith("firewarden_series_dropped{"))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
