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

import io.firewarden.model.event.query.SqlExecutions;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import org.jspecify.annotations.Nullable;

/** The jobs and stages of SQL executions. Names no type of {@code spark-sql}. */
final class SqlJobs {
  private static final String EXECUTION_ID = "spark.sql.execution.id";

  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

  private final SqlExecutions executions;

  SqlJobs(SqlExecutions executions) {
    this.executions = executions;
  }

  void started(SparkListenerJobStart event, List<Integer> stageIds) {
    Properties properties = event.properties();
    String id = properties == null ? null : properties.getProperty(EXECUTION_ID);
    // A local property, which anybody may set.
    if (id != null && ID.matcher(id).matches()) {
      executions.jobStarted(Long.parseLong(id), stageIds);
    }
  }

  void stageCompleted(StageInfo stage) {
    @Nullable TaskMetrics metrics = stage.taskMetrics();
    executions.stageCompleted(
        stage.stageId(),
        stage.failureReason().isEmpty(),
        metrics == null ? 0 : metrics.diskBytesSpilled());
  }
}
