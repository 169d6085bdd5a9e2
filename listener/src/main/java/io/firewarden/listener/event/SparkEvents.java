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
package io.firewarden.listener.event;

import io.firewarden.model.event.ApplicationState;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.scheduler.SparkListenerBlockManagerAdded;
import org.apache.spark.scheduler.SparkListenerBlockManagerRemoved;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorExcluded;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerExecutorUnexcluded;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerNodeExcluded;
import org.apache.spark.scheduler.SparkListenerNodeUnexcluded;
import org.apache.spark.scheduler.SparkListenerResourceProfileAdded;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.SparkListenerUnpersistRDD;

/**
 * The events of one application as they come from Spark's bus, told to the fold in order. Keeps no
 * event. An event of an unknown kind is ignored.
 */
public final class SparkEvents implements Consumer<Object> {
  private final ApplicationState state;
  private final Lifecycle lifecycle;
  private final JobEvents jobs;
  private final PeakSamples samples;
  private final TaskEvents tasks;
  private final ExecutorEvents executors;
  private final BlockEvents blocks;
  private final SqlJobs sqlJobs;
  private final OtherEvents others;
  private boolean started;

  public SparkEvents(ApplicationState state, Lifecycle lifecycle) {
    this.state = state;
    this.lifecycle = lifecycle;
    this.jobs = new JobEvents(state);
    this.samples = new PeakSamples(state);
    this.tasks = new TaskEvents(state, samples);
    this.executors = new ExecutorEvents(state, samples);
    this.blocks = new BlockEvents(state);
    this.sqlJobs = new SqlJobs(state.sql());
    this.others = new OtherEvents(state);
  }

  /** Tells one event. The most frequent kinds come first. */
  @Override
  public void accept(Object event) {
    if (event instanceof SparkListenerTaskEnd e) {
      tasks.ended(e);
    } else if (event instanceof SparkListenerTaskStart e) {
      tasks.started(e);
    } else if (event instanceof SparkListenerBlockUpdated e) {
      blocks.updated(e);
    } else if (event instanceof SparkListenerExecutorMetricsUpdate e) {
      executors.metricsUpdated(e);
    } else if (event instanceof SparkListenerStageSubmitted e) {
      jobs.stageSubmitted(e);
    } else if (event instanceof SparkListenerStageCompleted e) {
      jobs.stageCompleted(e);
      sqlJobs.stageCompleted(e.stageInfo());
    } else if (event instanceof SparkListenerJobStart e) {
      startIfLate();
      List<Integer> stageIds = JobEvents.stageIds(e);
      jobs.started(e, stageIds);
      sqlJobs.started(e, stageIds);
    } else if (event instanceof SparkListenerJobEnd e) {
      jobs.ended(e);
    } else {
      acceptRare(event);
    }
  }

  private void acceptRare(Object event) {
    if (event instanceof SparkListenerUnpersistRDD e) {
      blocks.unpersisted(e);
    } else if (event instanceof SparkListenerExecutorAdded e) {
      executors.added(e);
    } else if (event instanceof SparkListenerExecutorRemoved e) {
      executors.removed(e);
    } else if (event instanceof SparkListenerBlockManagerAdded e) {
      executors.blockManagerAdded(e);
    } else if (event instanceof SparkListenerBlockManagerRemoved e) {
      executors.blockManagerRemoved(e);
    } else if (event instanceof SparkListenerExecutorExcluded e) {
      executors.excluded(e);
    } else if (event instanceof SparkListenerExecutorUnexcluded e) {
      executors.unexcluded(e);
    } else if (event instanceof SparkListenerNodeExcluded e) {
      executors.nodeExcluded(e);
    } else if (event instanceof SparkListenerNodeUnexcluded e) {
      executors.nodeUnexcluded(e);
    } else if (event instanceof SparkListenerResourceProfileAdded e) {
      executors.profileAdded(e);
    } else if (event instanceof SparkListenerApplicationStart e) {
      start(ApplicationFacts.of(e));
    } else if (event instanceof SparkListenerApplicationEnd e) {
      Integer exitCode = ExitCode.of(e);
      lifecycle.ended(exitCode, () -> state.applicationEnded(e.time(), exitCode));
    } else {
      others.accept(event);
    }
  }

  /** A listener that was added to a running application has missed its start. */
  private void startIfLate() {
    if (!started) {
      start(ApplicationFacts.ofRunning());
      state.eventsLost();
    }
  }

  private void start(ApplicationFacts facts) {
    started = true;
    state.taskCpus(0, facts.taskCpus());
    samples.sampledOften(facts.sampledOften());
    state.applicationStarted(facts.id(), facts.name(), facts.user(), facts.startMillis());
    lifecycle.started(facts.id(), facts.name());
  }
}
