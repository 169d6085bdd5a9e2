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
package io.firewarden.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.ReplayListenerBus;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The benchmarks in small: that they run, and measure what they say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BenchmarksIT {
  private Setting setting;
  private Recording recording;

  @BeforeAll
  void record(@TempDir Path directory) throws Exception {
    setting =
        new Setting(
            directory, directory.resolve("recording"), 20, 1, 1, 100, 1, 10, 5, 2, 1, 20_000, 1);
    Benchmarks.record(setting);
    recording = Recording.read(setting.recording());
  }

  @Test
  void recordsABitOfEverything() {
    assertThat(recording.round())
        .extracting(event -> event.getClass().getSimpleName())
        .contains(
            "SparkListenerJobStart",
            "SparkListenerStageSubmitted",
            "SparkListenerTaskStart",
            "SparkListenerTaskEnd",
            "SparkListenerStageCompleted",
            "SparkListenerJobEnd",
            "SparkListenerExecutorAdded",
            "SparkListenerExecutorMetricsUpdate",
            "SparkListenerExecutorRemoved",
            "SparkListenerBlockUpdated",
            "SparkListenerSQLExecutionStart",
            "SparkListenerSQLAdaptiveExecutionUpdate",
            "SparkListenerSQLExecutionEnd");
    assertThat(recording.round())
        .filteredOn(event -> event instanceof SparkListenerExecutorMetricsUpdate)
        .hasSizeLessThanOrEqualTo(recording.tasks() / 10);
  }

  @Test
  void numbersTasksAnewInEachRound() {
    List<Long> ids = new ArrayList<>();
    EventStream stream = new EventStream(recording);
    stream.start(
        event -> {
          if (event instanceof SparkListenerTaskEnd end) {
            ids.add(end.taskInfo().taskId());
          }
        },
        2L * recording.tasks());

    assertThat(ids).doesNotHaveDuplicates().hasSize(2 * recording.tasks());
  }

  @ParameterizedTest
  @EnumSource
  void tellsEachListener(Subject subject) throws Exception {
    Subject.Attached attached = subject.attach();
    ReplayListenerBus bus = new ReplayListenerBus();
    attached.listeners().forEach(bus::addListener);

    new EventStream(recording).start(bus::postToAll, 2L * recording.tasks());

    assertThat(bus.listeners()).hasSameSizeAs(attached.listeners());
    attached.end().run();
  }

  @Test
  void tellsOurListenerOfEachTask() throws Exception {
    Firewarden firewarden = new Firewarden(new SparkConf(false));
    ReplayListenerBus bus = new ReplayListenerBus();
    bus.addListener(firewarden.listener());

    new EventStream(recording).start(bus::postToAll, 2L * recording.tasks());

    firewarden.awaitEndpoint();
    firewarden.check(2L * recording.tasks());
    firewarden.close();
  }

  @Test
  void scrapes() throws Exception {
    assertThat(new ScrapePart().run(setting)).contains("half of Spark's time a series");
  }

  @Test
  void bursts() throws Exception {
    assertThat(new BurstPart().run(setting)).contains("dropped");
  }

  @Test
  void runsWholeJobs() throws Exception {
    assertThat(new JobPart().run(setting)).contains("100 tasks, 1 pairs", "median ratio");
  }
}
