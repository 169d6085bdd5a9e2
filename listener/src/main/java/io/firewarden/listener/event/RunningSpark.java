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

import io.firewarden.model.bus.BusQueue;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * What only the running SparkContext knows. Asks for the active context, which waits while one is
 * being constructed: never to be called on Spark's listener bus, only on a thread of our own.
 */
public final class RunningSpark {
  private RunningSpark() {}

  /** Spark's version, or empty when it does not say. */
  public static String version() {
    try {
      return org.apache.spark.package$.MODULE$.SPARK_VERSION();
    } catch (LinkageError e) {
      return "";
    }
  }

  /** Whether the application's context is there; it goes when all its events have been told. */
  public static boolean isActive(String appId) {
    return context(appId) != null;
  }

  /**
   * Where the Spark UI of an application answers; an empty string when it has none; nothing when
   * its context is not there (yet, or any more).
   */
  public static Optional<String> uiAddress(String appId) {
    SparkContext context = context(appId);
    if (context == null) {
      return Optional.empty();
    }
    Option<String> url = context.uiWebUrl();
    return Optional.of(url.isDefined() ? url.get() : "");
  }

  /**
   * The queues of the listener bus; nothing when the context is not there. The path to their meters
   * is Spark's own, so it is walked by name.
   *
   * @throws IllegalStateException if that path is another one in this Spark
   */
  public static Optional<List<BusQueue>> queues(String appId) {
    SparkContext context = context(appId);
    if (context == null) {
      return Optional.empty();
    }
    try {
      Object registry = call(call(context.listenerBus(), "metrics"), "metricRegistry");
      Map<?, ?> gauges = (Map<?, ?>) call(registry, "getGauges");
      Map<?, ?> timers = (Map<?, ?>) call(registry, "getTimers");
      List<BusQueue> queues = new ArrayList<>();
      for (Map.Entry<?, ?> counter : ((Map<?, ?>) call(registry, "getCounters")).entrySet()) {
        Matcher found = DROPPED.matcher(String.valueOf(counter.getKey()));
        if (found.matches()) {
          String queue = found.group(1);
          Object size = gauges.get("queue." + queue + ".size");
          Object timer = timers.get("queue." + queue + ".listenerProcessingTime");
          queues.add(
              new BusQueue(
                  queue,
                  size == null ? null : number(call(size, "getValue")),
                  number(call(counter.getValue(), "getCount")),
                  timer == null ? null : number(call(timer, "getCount")),
                  timer == null ? null : meanMicros(timer)));
        }
      }
      return Optional.of(queues);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException("its meters are not where they were: " + e, e);
    }
  }

  private static final Pattern DROPPED = Pattern.compile("queue\\.(.+)\\.numDroppedEvents");

  /** Spark's timers keep ns. */
  private static double meanMicros(Object timer) throws ReflectiveOperationException {
    Number mean = (Number) call(call(timer, "getSnapshot"), "getMean");
    return mean.doubleValue() / 1_000;
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static Object call(Object target, String method) throws ReflectiveOperationException {
    Method found = target.getClass().getMethod(method);
    // A gauge is of a class without a name, which is not public though its method is.
    found.setAccessible(true);
    return found.invoke(target);
  }

  private static @Nullable SparkContext context(String appId) {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    SparkContext context = active.isDefined() ? active.get() : null;
    return context != null && appId.equals(context.applicationId()) ? context : null;
  }
}
