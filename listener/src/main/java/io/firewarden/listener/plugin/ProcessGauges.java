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

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.firewarden.listener.executor.Figure;
import io.firewarden.model.executor.ProcessFigures;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The last measurement as gauges in the registry that Spark gives to a plugin, and so in every sink
 * that is configured. A gauge is there as long as its figure is known: a null or a 0 in its place
 * would break one sink and lie in another.
 */
final class ProcessGauges {
  private final MetricRegistry registry;
  private final Map<String, Value> shown = new HashMap<>();
  private volatile long shownNanos = System.nanoTime();

  /** Registers the age of the last measurement: Spark takes no registry that is empty. */
  ProcessGauges(MetricRegistry registry) {
    this.registry = registry;
    Gauge<Long> age = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - shownNanos);
    registry.register("measurementAgeMillis", age);
  }

  synchronized void show(ProcessFigures figures) {
    Map<String, Long> known = Figure.allKnown(figures);
    known.forEach(this::show);
    shown.keySet().removeIf(name -> !known.containsKey(name) && registry.remove(name));
    shownNanos = System.nanoTime();
  }

  private void show(String name, long figure) {
    Value value = shown.get(name);
    if (value == null) {
      Value added = new Value(figure);
      registry.register(name, added);
      shown.put(name, added);
    } else {
      value.figure = figure;
    }
  }

  /** Only read by sinks: they never measure. */
  private static final class Value implements Gauge<Long> {
    private volatile long figure;

    Value(long figure) {
      this.figure = figure;
    }

    @Override
    public Long getValue() {
      return figure;
    }
  }
}
