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
package io.firewarden;

import java.lang.reflect.InvocationTargetException;
import java.util.Collections;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Spark plugin to attach: {@code spark.plugins=io.firewarden.FirewardenPlugin}. It attaches the
 * listener as well, and measures what only each process can see of itself.
 *
 * <p>It is a wall between Spark and the rest of Firewarden, as {@link FirewardenListener} is. Spark
 * fails the application when a driver's plugin throws, and loses executor after executor when an
 * executor's does; so nothing leaves here. When the rest cannot be loaded (Java older than 17, a
 * broken jar) one line is logged and the process runs on without us.
 */
public final class FirewardenPlugin implements SparkPlugin {
  private static final String DRIVER_SIDE = "io.firewarden.listener.plugin.DriverSide";
  private static final String EXECUTOR_SIDE = "io.firewarden.listener.plugin.ExecutorSide";

  /** What an error that is no exception costs; the listener has a wall of its own. */
  private static final String DRIVER_LOST =
      "it measures the driver no more and hears nothing more of executors' processes; the listener"
          + " goes on";

  private static final String EXECUTOR_LOST = "it measures this executor no more";

  private final String driverSide;
  private final String executorSide;

  /** Called by Spark. */
  public FirewardenPlugin() {
    this(DRIVER_SIDE, EXECUTOR_SIDE);
  }

  /** For tests: with other classes behind the wall. */
  FirewardenPlugin(String driverSide, String executorSide) {
    this.driverSide = driverSide;
    this.executorSide = executorSide;
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver(driverSide);
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor(executorSide);
  }

  /** What Spark calls in the driver. */
  private static final class Driver implements DriverPlugin {
    private final Wall<DriverPlugin> wall;

    Driver(String className) {
      wall = new Wall<>(DriverPlugin.class, className, DriverPlugin::shutdown, DRIVER_LOST);
    }

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      Map<String, String> none = Collections.emptyMap();
      return wall.open(context, "driver", none, plugin -> plugin.init(spark, context));
    }

    @Override
    public void registerMetrics(String appId, PluginContext context) {
      wall.pass(
          plugin -> {
            plugin.registerMetrics(appId, context);
            return null;
          });
    }

    @Override
    public Object receive(Object message) {
      return wall.pass(plugin -> plugin.receive(message));
    }

    @Override
    public void shutdown() {
      wall.close();
    }
  }

  /** What Spark calls in an executor; it is not asked to tell of each task. */
  private static final class Executor implements ExecutorPlugin {
    private final Wall<ExecutorPlugin> wall;

    Executor(String className) {
      wall = new Wall<>(ExecutorPlugin.class, className, ExecutorPlugin::shutdown, EXECUTOR_LOST);
    }

    @Override
    public void init(PluginContext context, Map<String, String> fromDriver) {
      wall.open(
          context,
          "executor",
          "",
          plugin -> {
            plugin.init(context, fromDriver);
            return "";
          });
    }

    @Override
    public void shutdown() {
      wall.close();
    }
  }

  /** A call of what is behind the wall. */
  private interface Call<P, R> {
    R of(P plugin) throws Exception;
  }

  /**
   * What lets calls in and nothing out. What cannot be started, or throws an error that is not an
   * exception, is shut down and not called any more.
   */
  private static final class Wall<P> {
    private final Class<P> type;
    private final String className;
    private final Consumer<P> ending;
    private final String lost;
    private volatile P behind;
    private volatile boolean said;

    Wall(Class<P> type, String className, Consumer<P> ending, String lost) {
      this.type = type;
      this.className = className;
      this.ending = ending;
      this.lost = lost;
    }

    <R> R open(PluginContext context, String process, R otherwise, Call<P, R> start) {
      boolean interruptedBefore = Thread.currentThread().isInterrupted();
      try {
        P loaded = load(context.conf(), process);
        behind = loaded;
        R result = loaded == null ? null : start.of(loaded);
        return result == null ? otherwise : result;
      } catch (Throwable e) {
        close();
        say(() -> notStarted(process, e));
        return otherwise;
      } finally {
        restore(interruptedBefore);
      }
    }

    <R> R pass(Call<P, R> call) {
      boolean interruptedBefore = Thread.currentThread().isInterrupted();
      P current = behind;
      try {
        return current == null ? null : call.of(current);
      } catch (Throwable e) {
        boolean fatal = e instanceof LinkageError || e instanceof VirtualMachineError;
        if (fatal) {
          close();
        }
        say(() -> failed(e, fatal));
        return null;
      } finally {
        restore(interruptedBefore);
      }
    }

    /** Shuts down what is behind, once. */
    void close() {
      P current = behind;
      behind = null;
      try {
        if (current != null) {
          ending.accept(current);
        }
      } catch (Throwable ignored) {
        // It is not called any more in any case.
      }
    }

    private P load(SparkConf conf, String process) throws Exception {
      if (FirewardenListener.isDisabled(conf)) {
        log().info("Firewarden's plugin does nothing: spark.firewarden.enabled is false");
        return null;
      }
      FirewardenListener.requireJava(System.getProperty("java.specification.version"), process);
      Class<?> found = Class.forName(className, true, FirewardenPlugin.class.getClassLoader());
      return type.cast(found.getConstructor().newInstance());
    }

    private static void notStarted(String process, Throwable e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      log().warn("Firewarden's plugin does nothing in this {}: {}", process, cause.toString());
    }

    private void failed(Throwable e, boolean fatal) {
      if (fatal) {
        log().error("Firewarden's plugin failed: {}", lost, e);
      } else if (!said) {
        said = true;
        log().warn("Firewarden's plugin failed; that it fails again is not logged", e);
      }
    }

    /** A process without a working logger, or without memory, goes on as well. */
    private static void say(Runnable words) {
      try {
        words.run();
      } catch (Throwable ignored) {
        // Nothing more can be said, and nothing may leave.
      }
    }

    private static void restore(boolean interruptedBefore) {
      if (!interruptedBefore) {
        Thread.interrupted();
      }
    }

    private static Logger log() {
      return LoggerFactory.getLogger(FirewardenPlugin.class);
    }
  }
}
