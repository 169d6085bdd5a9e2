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

import io.firewarden.model.event.query.Measure;
import io.firewarden.model.event.query.Measure.Kind;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.execution.SparkPlanInfo;
import org.apache.spark.sql.execution.metric.SQLMetricInfo;
import org.apache.spark.sql.execution.ui.SQLPlanMetric;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterable;
import scala.collection.Iterator;

/** The metrics of a plan whose values the driver tells, known by the names that Spark shows. */
final class PlanMeasures {
  private static final Accessor METRICS = Accessor.of(SparkPlanInfo.class, "metrics");

  private PlanMeasures() {}

  /** Adds what a node of a plan will be measured by. */
  static void ofNode(SparkPlanInfo node, String nodeName, List<Measure> measures) {
    boolean broadcast = nodeName.equals("BroadcastExchange");
    if (!broadcast && !nodeName.startsWith("Scan ")) {
      return;
    }
    if (METRICS.get(node) instanceof Iterable<?> metrics) {
      for (Iterator<?> each = metrics.iterator(); each.hasNext(); ) {
        if (each.next() instanceof SQLMetricInfo metric) {
          Kind kind = broadcast ? ofBroadcast(metric.name()) : ofScan(metric.name());
          if (kind != null) {
            measures.add(new Measure(metric.accumulatorId(), kind));
          }
        }
      }
    }
  }

  /** The id of the first metric of a node; -1 when it has none. */
  static long firstId(SparkPlanInfo node) {
    if (METRICS.get(node) instanceof Iterable<?> metrics) {
      for (Iterator<?> each = metrics.iterator(); each.hasNext(); ) {
        if (each.next() instanceof SQLMetricInfo metric) {
          return metric.accumulatorId();
        }
      }
    }
    return -1;
  }

  /**
   * The measures among new metrics of a subquery. What node they are of is not told, and "data
   * size" is a name that several have, so broadcasts are left to the next whole plan.
   */
  static List<Measure> named(Iterable<?> metrics) {
    List<Measure> measures = new ArrayList<>();
    for (Iterator<?> each = metrics.iterator(); each.hasNext(); ) {
      if (each.next() instanceof SQLPlanMetric metric) {
        Kind kind = ofScan(metric.name());
        if (kind != null && measures.size() < PlanReader.MAX_MEASURES) {
          measures.add(new Measure(metric.accumulatorId(), kind));
        }
      }
    }
    return measures;
  }

  private static @Nullable Kind ofBroadcast(String metric) {
    return metric.equals("data size") ? Kind.BROADCAST_BYTES : null;
  }

  private static @Nullable Kind ofScan(String metric) {
    return switch (metric) {
      case "number of files read" -> Kind.FILES_READ;
      case "number of partitions read" -> Kind.PARTITIONS_READ;
      default -> null;
    };
  }
}
