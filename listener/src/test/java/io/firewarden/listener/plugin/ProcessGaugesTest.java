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
package io.firewarden.listener.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.firewarden.model.executor.GarbageCollector;
import io.firewarden.model.executor.ProcessFigures;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessGaugesTest {
  private final MetricRegistry spark = new MetricRegistry();
  private final MetricRegistry registry = new MetricRegistry();

  @Test
  void areInTheRegistryFromTheStart() {
    ProcessGauges unused = new ProcessGauges(registry);

    assertThat(unused).isNotNull();
    assertThat(registry.getGauges()).containsOnlyKeys("measurementAgeMillis");
    assertThat((Long) registry.getGauges().get("measurementAgeMillis").getValue()).isNotNegative();
  }

  @Test
  void showTheLastFiguresAndNoneThatAreUnknown() {
    ProcessGauges gauges = new ProcessGauges(registry);
    spark.register("7.plugin", registry);

    gauges.show(figures(100L, 5L));
    gauges.show(figures(200L, null));

    assertThat(spark.getGauges())
        .containsOnlyKeys(
            "7.plugin.measurementAgeMillis",
            "7.plugin.processRssBytes",
            "7.plugin.gcPauseCount",
            "7.plugin.gcPauseMillis",
            "7.plugin.gc.Copy.collections",
            "7.plugin.gc.Copy.millis");
    assertThat(spark.getGauges().get("7.plugin.processRssBytes").getValue()).isEqualTo(200L);

    gauges.show(figures(200L, 9L));

    assertThat(spark.getGauges().get("7.plugin.containerMemoryLimitBytes").getValue())
        .isEqualTo(9L);
  }

  private static ProcessFigures figures(Long rss, Long limit) {
    return new ProcessFigures(
        Instant.EPOCH,
        null,
        null,
        limit,
        null,
        rss,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(new GarbageCollector("Copy", false, 1, 2)));
  }
}
