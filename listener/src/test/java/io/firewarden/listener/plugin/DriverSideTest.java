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
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import io.firewarden.listener.event.RunningSpark;
import io.firewarden.listener.executor.FiguresMessage;
import io.firewarden.model.executor.ProcessFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.scheduler.LiveListenerBus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plugin's two sides in a driver that runs. */
class DriverSideTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final MetricRegistry registry = new MetricRegistry();
  private final DriverSide side = new DriverSide();
  private ChangedSpark spark;

  @BeforeEach
  void start() {
    spark = new ChangedSpark();
  }

  @AfterEach
  void stop() {
    side.shutdown();
    spark.stop();
  }

  @Test
  void listensOnAQueueOfItsOwn() {
    side.init(spark, new Context("driver", spark.getConf(), registry));
    side.registerMetrics(spark.applicationId(), new Context("driver", spark.getConf(), registry));

    spark.listenerBus().post(new org.apache.spark.scheduler.SparkListenerUnpersistRDD(1));

    await().atMost(LIMIT).until(() -> gauge("listenerEvents") == 1L);
    assertThat(RunningSpark.queues(spark.applicationId()).orElseThrow())
        .filteredOn(queue -> queue.name().equals(DriverSide.QUEUE))
        .singleElement()
        .satisfies(queue -> assertThat(queue.dropped()).isZero());
  }

  @Test
  void listensOnSparksQueueWhenThereIsNoOther() {
    spark.hideBus = true;

    Map<String, String> conf = side.init(spark, new Context("driver", spark.getConf(), registry));
    side.registerMetrics(spark.applicationId(), new Context("driver", spark.getConf(), registry));

    assertThat(conf).isNotEmpty();
    spark.listenerBus().post(new org.apache.spark.scheduler.SparkListenerUnpersistRDD(1));
    await().atMost(LIMIT).until(() -> gauge("listenerEvents") == 1L);
    assertThat(RunningSpark.queues(spark.applicationId()).orElseThrow())
        .noneMatch(queue -> queue.name().equals(DriverSide.QUEUE));
  }

  @Test
  void letsGoOfTheThreadWhenItsApplicationNeverStarts() {
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    SparkConf pushing = spark.getConf().set("spark.firewarden.agent.url", "http://127.0.0.1:9");
    side.init(spark, new Context("driver", pushing, registry));
    assertThat(Thread.currentThread().getUncaughtExceptionHandler()).isNotSameAs(before);

    side.shutdown();

    assertThat(Thread.currentThread().getUncaughtExceptionHandler()).isSameAs(before);
  }

  @Test
  void tellsTheExecutorsHowOftenToMeasure() {
    Map<String, String> conf = side.init(spark, new Context("driver", spark.getConf(), registry));

    assertThat(DriverConf.interval(conf)).isEqualTo(Duration.ofSeconds(2));
    assertThat(DriverConf.interval(Map.of())).isEqualTo(Duration.ofSeconds(10));
    assertThat(DriverConf.interval(Map.of("intervalMillis", "soon")))
        .isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void showsItsOwnFiguresFromTheStart() {
    side.init(spark, new Context("driver", spark.getConf(), registry));

    assertThat(registry.getGauges()).containsKey("measurementAgeMillis");
    await().atMost(LIMIT).until(() -> registry.getGauges().containsKey("heapUsedBytes"));
  }

  @Test
  void countsWrongMessagesAndAnswersNone() {
    side.init(spark, new Context("driver", spark.getConf(), registry));
    side.registerMetrics(spark.applicationId(), new Context("driver", spark.getConf(), registry));
    ProcessFigures figures =
        new ProcessFigures(
            Instant.now(),
            null,
            null,
            null,
            null,
            5L,
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
            List.of());

    assertThat(side.receive("not a message")).isNull();
    assertThat(side.receive(null)).isNull();
    assertThat(side.receive(new FiguresMessage("1", figures).pack())).isNull();

    assertThat(gauge("executorMessages")).isEqualTo(1);
    assertThat(gauge("executorMessagesWrong")).isEqualTo(2);
    assertThat(gauge("listenerErrors")).isEqualTo(2);
  }

  @Test
  void leavesMeasuringToTheDriverInLocalMode() {
    ExecutorSide executor = new ExecutorSide();
    executor.init(new Context("driver", spark.getConf(), registry), Map.of());
    executor.shutdown();

    assertThat(registry.getNames()).isEmpty();
  }

  @Test
  void measuresAnExecutorThatCannotSend() {
    ExecutorSide executor = new ExecutorSide();
    executor.init(new Context("1", spark.getConf(), registry), DriverConf.of(Duration.ofMillis(1)));
    try {
      await().atMost(LIMIT).until(() -> registry.getGauges().containsKey("heapUsedBytes"));
      await().atMost(LIMIT).until(() -> Context.sends > 2);
    } finally {
      executor.shutdown();
    }
  }

  private long gauge(String name) {
    return (Long) registry.getGauges().get(name).getValue();
  }

  /** Spark's, but that a plugin can be kept from its bus. */
  private static final class ChangedSpark extends SparkContext {
    private boolean hideBus;

    ChangedSpark() {
      super(
          new SparkConf(false)
              .setMaster("local[1]")
              .setAppName("driver side")
              .set("spark.ui.enabled", "false")
              .set("spark.driver.host", "127.0.0.1")
              .set("spark.driver.bindAddress", "127.0.0.1")
              .set("spark.firewarden.executor.interval", "2s"));
    }

    @Override
    public LiveListenerBus listenerBus() {
      if (hideBus) {
        hideBus = false;
        throw new NoSuchMethodError("a bus that somebody has changed");
      }
      return super.listenerBus();
    }
  }

  /** Spark's, but that nothing can be sent. */
  private record Context(String executorID, SparkConf conf, MetricRegistry metricRegistry)
      implements PluginContext {
    private static volatile int sends;

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
      synchronized (Context.class) {
        sends++;
      }
      throw new IllegalStateException("Driver endpoint is not known.");
    }

    @Override
    public Object ask(Object message) {
      throw new AssertionError("nobody asks");
    }
  }
}
