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
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.scheduler.JobFailed;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.StageInfo;
import scala.Option;
import scala.Product;
import scala.collection.Iterable;
import scala.collection.Iterator;

/** Jobs and stages. */
final class JobEvents {
  /** Where {@code stageInfos} stands in a job's start. */
  private static final int STAGE_INFOS = 2;

  private final ApplicationState state;

  JobEvents(ApplicationState state) {
    this.state = state;
  }

  void started(SparkListenerJobStart event, List<Integer> stageIds) {
    state.jobStarted(event.jobId(), event.time(), stageIds);
  }

  void ended(SparkListenerJobEnd event) {
    state.jobEnded(event.jobId(), !(event.jobResult() instanceof JobFailed));
  }

  void stageSubmitted(SparkListenerStageSubmitted event) {
    StageInfo stage = event.stageInfo();
    Option<Object> submitted = stage.submissionTime();
    long time = submitted.isDefined() ? (Long) submitted.get() : System.currentTimeMillis();
    state.stageSubmitted(
        stage.stageId(), stage.attemptNumber(), stage.name(), stage.numTasks(), time);
    if (StagePreferences.isNone(stage)) {
      state.stagePrefersNoPlace(stage.stageId(), stage.attemptNumber());
    }
    StageRdds.cached(stage, state::rddSeen);
  }

  void stageCompleted(SparkListenerStageCompleted event) {
    StageInfo stage = event.stageInfo();
    state.stageCompleted(stage.stageId(), stage.attemptNumber(), stage.failureReason().isEmpty());
  }

  /** The accessor's result type differs between Scala versions; the element itself does not. */
  static List<Integer> stageIds(SparkListenerJobStart event) {
    List<Integer> ids = new ArrayList<>();
    if (((Product) event).productElement(STAGE_INFOS) instanceof Iterable<?> stages) {
      for (Iterator<?> each = stages.iterator(); each.hasNext(); ) {
        if (each.next() instanceof StageInfo stage) {
          ids.add(stage.stageId());
        }
      }
    }
    return ids;
  }
}
