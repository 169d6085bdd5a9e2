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

import io.firewarden.listener.event.SparkSettings;
import io.firewarden.listener.executor.FiguresMessage;
import io.firewarden.listener.executor.LocalDirectories;
import io.firewarden.listener.executor.Measuring;
import io.firewarden.listener.executor.ProcessProbe;
import io.firewarden.model.executor.ProcessFigures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugin in an executor: measures its process, shows the figures to Spark's sinks and sends
 * them to the driver. Does nothing in local mode, where the driver measures itself.
 */
public final class ExecutorSide implements ExecutorPlugin {
  /** How long the executor's start may wait for the first figures. */
  static final Duration PATIENCE = Duration.ofMillis(500);

  private static final Logger logger = LoggerFactory.getLogger(ExecutorSide.class);

  private @Nullable Measuring measuring;
  private boolean sendingFailed;

  /** Called by the entry class. */
  public ExecutorSide() {}

  @Override
  public void init(PluginContext context, Map<String, String> fromDriver) {
    String id = context.executorID();
    if (id.equals(DriverSide.DRIVER_ID)) {
      return;
    }
    ProcessGauges gauges = new ProcessGauges(context.metricRegistry());
    Measuring started =
        Measuring.start(
            ProcessProbe.ofThisProcess(localDirectories(context)),
            DriverConf.interval(fromDriver),
            List.of(gauges::show, figures -> send(context, id, figures)));
    measuring = started;
    started.awaitFirst(PATIENCE);
  }

  static List<Path> localDirectories(PluginContext context) {
    return LocalDirectories.of(
        System.getenv(),
        SparkSettings.of(context.conf()),
        System.getProperty("java.io.tmpdir", "/tmp"));
  }

  /** Hands over to Spark's messaging; what is lost is followed by the next measurement. */
  private void send(PluginContext context, String id, ProcessFigures figures) {
    try {
      context.send(new FiguresMessage(id, figures).pack());
    } catch (Exception e) {
      if (sendingFailed) {
        logger.debug("Firewarden could not send this executor's figures to the driver", e);
      } else {
        sendingFailed = true;
        logger.warn(
            "Firewarden could not send this executor's figures to the driver; it will try again",
            e);
      }
    }
  }

  @Override
  public void shutdown() {
    Measuring current = measuring;
    if (current != null) {
      current.close();
    }
  }
}
