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
package io.firewarden.listener;

import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.listener.http.Protection;
import io.firewarden.listener.push.PushTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The listener's settings, already checked.
 *
 * @param host where the endpoint binds
 * @param advertisedHost the host in the URL that is logged
 * @param port the first port to try; 0 for any free one
 * @param portRetries how many further ports are tried
 * @param cluster the {@code cluster} label
 * @param window the span over which rates are judged
 * @param checkInterval how often the application is judged
 * @param executorInterval how often executors and the driver measure themselves
 * @param seriesLimit the most series that are exposed
 * @param protection who may read the endpoint
 * @param push where snapshots are pushed to, or null when nowhere
 * @param labels what the owner of the application says of it
 * @param thresholds the limits of the checks
 * @param memoryFraction {@code spark.memory.fraction}
 * @param localMode whether the driver runs the tasks itself
 * @param faults one sentence for each setting that is wrong and was replaced by its default
 */
record ListenerSettings(
    String host,
    String advertisedHost,
    int port,
    int portRetries,
    String cluster,
    Duration window,
    Duration checkInterval,
    Duration executorInterval,
    int seriesLimit,
    Protection protection,
    @Nullable PushTarget push,
    Map<String, String> labels,
    ThresholdValues thresholds,
    double memoryFraction,
    boolean localMode,
    List<String> faults) {

  ListenerSettings {
    labels = Map.copyOf(labels);
    faults = List.copyOf(faults);
  }
}
