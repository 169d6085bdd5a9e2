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
package io.firewarden.agent.source;

import static io.firewarden.agent.FakeSpark.app;
import static io.firewarden.agent.FakeSpark.fixture;
import static io.firewarden.agent.FakeSpark.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.FakeSpark;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A driver that is so slow that the time of a poll ends before all has been asked for. */
class SlowDriverTest {
  private static final String ID = id("3.5");
  private static final String TASKS = app(ID, "/stages/2/0/taskList");

  private final FakeSpark spark = FakeSpark.driver("3.5");
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 20);
  private final RestSource source =
      new RestSource(client, spark.url(), Duration.ofSeconds(5), InstantSource.system());

  @BeforeEach
  void runAStage() {
    String running =
        fixture("3.5", "stage2_0").replaceFirst("\"numActiveTasks\" : 0", "\"numActiveTasks\" : 3");
    spark.json(app(ID, "/stages"), "[" + running + "]");
  }

  @AfterEach
  void close() {
    client.close();
    spark.close();
  }

  @Test
  void isReadButForWhatItWasTooSlowToTell() {
    spark.hang(TASKS);

    ApplicationSnapshot snapshot = read();

    assertThat(snapshot.tasks().succeeded()).isEqualTo(46);
    assertThat(snapshot.stages()).hasSize(1);
    assertThat(snapshot.stages().get(0).oldestTaskStartedAt()).isNull();
    assertThat(snapshot.gaps()).contains(Gap.RUNNING_TASKS, Gap.LOCALITY_PARTIAL);
  }

  @Test
  void isReadOnFromThereWhenItIsFasterAgain() {
    spark.hang(TASKS);
    read();
    spark.json(TASKS, fixture("3.5", "stage2_tasks"));

    ApplicationSnapshot snapshot = read();

    assertThat(snapshot.stages().get(0).oldestTaskStartedAt()).isNotNull();
    assertThat(snapshot.lacks(Gap.RUNNING_TASKS)).isFalse();
  }

  private ApplicationSnapshot read() {
    return ((Reading.Read) source.read()).snapshot();
  }
}
