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
import io.firewarden.model.sql.SqlOutcome;
import java.util.function.BiConsumer;
import org.apache.spark.sql.execution.ui.SparkListenerDriverAccumUpdates;
import org.apache.spark.sql.execution.ui.SparkListenerSQLAdaptiveExecutionUpdate;
import org.apache.spark.sql.execution.ui.SparkListenerSQLAdaptiveSQLMetricUpdates;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionEnd;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;
import scala.Option;
import scala.Product;
import scala.Tuple2;
import scala.collection.Iterable;
import scala.collection.Iterator;

/** SQL executions and their plans. Reads no text but the names of a plan's nodes. */
final class SqlEvents implements BiConsumer<String, Object> {
  /** Where {@code accumUpdates} and {@code sqlPlanMetrics} stand in their events. */
  private static final int UPDATES = 1;

  private final SqlExecutions executions;
  private final PlanReader plans = new PlanReader();

  SqlEvents(SqlExecutions executions) {
    this.executions = executions;
  }

  /** Tells one event by the last part of its class name. */
  @Override
  public void accept(String name, Object event) {
    switch (name) {
      case "DriverAccumUpdates" -> measured((SparkListenerDriverAccumUpdates) event);
      case "SQLExecutionStart" -> started((SparkListenerSQLExecutionStart) event);
      case "SQLExecutionEnd" -> ended((SparkListenerSQLExecutionEnd) event);
      case "SQLAdaptiveExecutionUpdate" ->
          planChanged((SparkListenerSQLAdaptiveExecutionUpdate) event);
      case "SQLAdaptiveSQLMetricUpdates" ->
          measuresNamed((SparkListenerSQLAdaptiveSQLMetricUpdates) event);
      default -> {
        // One of a newer Spark.
      }
    }
  }

  private void started(SparkListenerSQLExecutionStart event) {
    Option<Object> root = event.rootExecutionId();
    executions.started(
        event.executionId(),
        root.isDefined() ? (Long) root.get() : event.executionId(),
        event.time(),
        plans.read(event.executionId(), event.sparkPlanInfo()));
  }

  private void planChanged(SparkListenerSQLAdaptiveExecutionUpdate event) {
    executions.planChanged(
        event.executionId(), plans.read(event.executionId(), event.sparkPlanInfo()));
  }

  private void measuresNamed(SparkListenerSQLAdaptiveSQLMetricUpdates event) {
    if (((Product) event).productElement(UPDATES) instanceof Iterable<?> metrics) {
      executions.measuresNamed(event.executionId(), PlanMeasures.named(metrics));
    }
  }

  private void measured(SparkListenerDriverAccumUpdates event) {
    if (((Product) event).productElement(UPDATES) instanceof Iterable<?> updates) {
      for (Iterator<?> each = updates.iterator(); each.hasNext(); ) {
        if (each.next() instanceof Tuple2<?, ?> update) {
          executions.measured(
              event.executionId(), (Long) update._1(), ((Number) update._2()).longValue());
        }
      }
    }
  }

  private void ended(SparkListenerSQLExecutionEnd event) {
    executions.ended(event.executionId(), event.time(), outcome(event.errorMessage()));
  }

  /** Old Sparks tell nothing; the others a message, which is empty when all went well. */
  static SqlOutcome outcome(Option<String> errorMessage) {
    if (errorMessage.isEmpty()) {
      return SqlOutcome.UNKNOWN;
    }
    return errorMessage.get().isEmpty() ? SqlOutcome.SUCCEEDED : SqlOutcome.FAILED;
  }
}
