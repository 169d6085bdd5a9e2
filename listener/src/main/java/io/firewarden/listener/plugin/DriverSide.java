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
import io.firewarden.FirewardenListener;
import io.firewarden.listener.Attachment;
import io.firewarden.listener.ListenerDelegate;
import io.firewarden.listener.executor.FiguresMessage;
import io.firewarden.listener.executor.Measuring;
import io.firewarden.listener.executor.ProcessProbe;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugin in the driver: attaches the listener to a queue of its own, so that it cannot make
 * others lose events, takes in what the executors measured, and measures the driver itself.
 */
public final class DriverSide implements DriverPlugin {
  static final String QUEUE = "firewarden";

  /** The id that Spark gives to the driver among the executors. */
  static final String DRIVER_ID = "driver";

  private static final Logger logger = LoggerFactory.getLogger(DriverSide.class);

  private final LongAdder errors = new LongAdder();
  private final LongAdder messages = new LongAdder();
  private final LongAdder wrongMessages = new LongAdder();
  private volatile @Nullable ListenerDelegate listener;
  private @Nullable Measuring measuring;

  /** Called by the entry class. */
  public DriverSide() {}

  @Override
  public Map<String, String> init(SparkContext spark, PluginContext context) {
    ListenerDelegate attached = Attachment.byPlugin(context.conf(), errors, QUEUE);
    listener = attached;
    FirewardenListener wall = new FirewardenListener(errors, () -> attached);
    listen(spark, wall, attached);
    Attachment.done(context.conf());
    measure(context, attached);
    return DriverConf.of(attached.executorInterval());
  }

  /** A Spark that somebody has changed may not have queues, or may have them elsewhere. */
  private void listen(SparkContext spark, FirewardenListener wall, ListenerDelegate attached) {
    try {
      spark.listenerBus().addToQueue(wall, QUEUE);
      logger.info("Firewarden's events come by a queue of its own, \"{}\"", QUEUE);
    } catch (RuntimeException | LinkageError e) {
      attached.comesBy(Attachment.SHARED_QUEUE);
      spark.addSparkListener(wall);
      logger.warn(
          "Firewarden's events come by Spark's queue \"{}\", as this Spark gives it none of its own:"
              + " {}",
          Attachment.SHARED_QUEUE,
          e.toString());
    }
  }

  /** The listener is attached by now, and stays so without the driver's own figures. */
  private void measure(PluginContext context, ListenerDelegate attached) {
    try {
      ProcessGauges gauges = new ProcessGauges(context.metricRegistry());
      Measuring started =
          Measuring.start(
              ProcessProbe.ofThisProcess(ExecutorSide.localDirectories(context)),
              attached.executorInterval(),
              List.of(gauges::show, figures -> attached.executorMeasured(DRIVER_ID, figures)));
      measuring = started;
      started.awaitFirst(ExecutorSide.PATIENCE);
    } catch (ThreadDeath e) {
      throw e;
    } catch (Throwable e) {
      errors.increment();
      logger.warn("Firewarden cannot measure the driver itself", e);
    }
  }

  @Override
  public void registerMetrics(String appId, PluginContext context) {
    ListenerDelegate current = listener;
    if (current != null) {
      MetricRegistry registry = context.metricRegistry();
      count(registry, "listenerEvents", current.events());
      count(registry, "listenerErrors", errors);
      count(registry, "executorMessages", messages);
      count(registry, "executorMessagesWrong", wrongMessages);
    }
  }

  private static void count(MetricRegistry registry, String name, LongAdder counted) {
    Gauge<Long> gauge = counted::sum;
    registry.register(name, gauge);
  }

  /** Takes an executor's figures in. A wrong message is counted; there is never an answer. */
  @Override
  public @Nullable Object receive(@Nullable Object message) {
    FiguresMessage received = FiguresMessage.unpack(message);
    ListenerDelegate current = listener;
    if (received == null || current == null) {
      wrongMessages.increment();
      errors.increment();
      logger.debug("Firewarden got a message that no executor's plugin sends");
    } else {
      messages.increment();
      current.executorMeasured(received.executorId(), received.figures());
    }
    return null;
  }

  @Override
  public void shutdown() {
    Measuring current = measuring;
    if (current != null) {
      current.close();
    }
    ListenerDelegate attached = listener;
    if (attached != null) {
      attached.closeIfIdle();
    }
  }
}
