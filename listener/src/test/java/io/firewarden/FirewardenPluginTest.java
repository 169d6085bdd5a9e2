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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wall around what is loaded: a plugin that throws would end the application. */
class FirewardenPluginTest {
  private final SparkConf conf = new SparkConf(false);
  private final PluginContext context = new Context(conf);
  private static Supplier<Throwable> thrown;
  private static int shutdowns;
  private static int calls;

  @BeforeEach
  void reset() {
    thrown = null;
    shutdowns = 0;
    calls = 0;
  }

  @AfterEach
  void leaveNoInterrupt() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void handsCallsOn() {
    DriverPlugin driver = driver();

    assertThat(driver.init(null, context)).containsEntry("key", "value");
    driver.registerMetrics("app", context);
    assertThatCode(() -> driver.receive("message")).doesNotThrowAnyException();
    driver.shutdown();
    driver.shutdown();

    assertThat(calls).isEqualTo(3);
    assertThat(shutdowns).isEqualTo(1);
  }

  @Test
  void startsTheDriverWithoutWhatCannotBeLoaded() throws Exception {
    DriverPlugin driver = new FirewardenPlugin("no.such.Class", "no.such.Class").driverPlugin();

    assertThat(driver.init(null, context)).isEmpty();
    driver.registerMetrics("app", context);
    assertThat(driver.receive("message")).isNull();
    driver.shutdown();
  }

  @Test
  void startsTheExecutorWithoutWhatCannotBeLoaded() {
    FirewardenPlugin plugin =
        new FirewardenPlugin("no.such.Class", FirewardenPluginTest.class.getName());
    ExecutorPlugin executor = plugin.executorPlugin();

    assertThatCode(() -> executor.init(context, Map.of())).doesNotThrowAnyException();
    assertThatCode(executor::shutdown).doesNotThrowAnyException();
  }

  @Test
  void shutsDownWhatFailsToStart() throws Exception {
    thrown = () -> new UnsupportedClassVersionError("61");
    DriverPlugin driver = driver();
    ExecutorPlugin executor = executor();

    assertThat(driver.init(null, context)).isEmpty();
    executor.init(context, Map.of());
    driver.receive("message");

    assertThat(shutdowns).isEqualTo(2);
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void keepsExceptionsFromSparkAndGoesOn() throws Exception {
    DriverPlugin driver = driver();
    driver.init(null, context);
    thrown = () -> new IllegalStateException("broken");

    assertThat(driver.receive("message")).isNull();
    driver.registerMetrics("app", context);

    assertThat(calls).isEqualTo(3);
    assertThat(shutdowns).isZero();
  }

  @Test
  void callsNothingAnyMoreAfterAnError() throws Exception {
    DriverPlugin driver = driver();
    driver.init(null, context);
    thrown = () -> new NoSuchMethodError("scala");

    assertThat(driver.receive("message")).isNull();
    assertThat(driver.receive("message")).isNull();

    assertThat(calls).isEqualTo(2);
    assertThat(shutdowns).isEqualTo(1);
  }

  @Test
  void loadsNothingWhenDisabled() {
    conf.set("spark.firewarden.enabled", "false");

    assertThat(driver().init(null, context)).isEmpty();
    executor().init(context, Map.of());

    assertThat(calls).isZero();
  }

  @Test
  void doesNotWantToHearOfTasks() {
    ExecutorPlugin executor = executor();
    executor.init(context, Map.of());
    executor.onTaskStart();
    executor.onTaskSucceeded();

    assertThat(calls).isEqualTo(1);
  }

  private static DriverPlugin driver() {
    return new FirewardenPlugin(Driver.class.getName(), "none").driverPlugin();
  }

  private static ExecutorPlugin executor() {
    return new FirewardenPlugin("none", Executor.class.getName()).executorPlugin();
  }

  private static void called() {
    calls++;
    if (thrown == null) {
      return;
    }
    Thread.currentThread().interrupt();
    Throwable wanted = thrown.get();
    if (wanted instanceof Error e) {
      throw e;
    }
    throw (RuntimeException) wanted;
  }

  /** Throws what the test wants. */
  public static final class Driver implements DriverPlugin {
    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      called();
      return Map.of("key", "value");
    }

    @Override
    public void registerMetrics(String appId, PluginContext context) {
      called();
    }

    @Override
    public Object receive(Object message) {
      called();
      return null;
    }

    @Override
    public void shutdown() {
      shutdowns++;
      throw new IllegalStateException("twice broken");
    }
  }

  /** Throws what the test wants. */
  public static final class Executor implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> fromDriver) {
      called();
    }

    @Override
    public void onTaskStart() {
      throw new IllegalStateException("not to be called");
    }

    @Override
    public void shutdown() {
      shutdowns++;
    }
  }

  /** Spark's, as far as it is needed. */
  private record Context(SparkConf conf) implements PluginContext {
    @Override
    public MetricRegistry metricRegistry() {
      return new MetricRegistry();
    }

    @Override
    public String executorID() {
      return "1";
    }

    @Override
    public String hostname() {
      throw new AssertionError("Spark throws here on executors");
    }

    @Override
    public Map<String, ResourceInformation> resources() {
      return Map.of();
    }

    @Override
    public void send(Object message) {
      throw new AssertionError("not here");
    }

    @Override
    public Object ask(Object message) {
      throw new AssertionError("not here");
    }
  }
}
