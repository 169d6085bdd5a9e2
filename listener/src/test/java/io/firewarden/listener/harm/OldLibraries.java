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
package io.firewarden.listener.harm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * An application that uses its own, old versions of libraries that our jar bundles too, prints what
 * they do, and waits for the end of its input. It names them as text only, since this build has
 * other versions of them.
 */
public final class OldLibraries {
  private OldLibraries() {}

  public static void main(String[] arguments) throws Exception {
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      int sum = spark.parallelize(IntStream.range(0, 10).boxed().toList(), 2).reduce(Integer::sum);
      say("sum " + sum);
      say("jackson from " + jarOf("com.fasterxml.jackson.databind.ObjectMapper"));
      say("model from " + jarOf("io.prometheus.metrics.model.snapshots.MetricSnapshot"));
      say("scrape " + scrape());
      say("histogram from " + jarOf("org.HdrHistogram.Histogram"));
      waitForTheEnd();
    }
  }

  /** Micrometer 1.5 counts, and the Prometheus client 0.9 writes. */
  private static String scrape() throws ReflectiveOperationException {
    Class<?> config = type("io.micrometer.prometheus.PrometheusConfig");
    Object registry =
        type("io.micrometer.prometheus.PrometheusMeterRegistry")
            .getConstructor(config)
            .newInstance(config.getField("DEFAULT").get(null));
    Object counter =
        type("io.micrometer.core.instrument.MeterRegistry")
            .getMethod("counter", String.class, String[].class)
            .invoke(registry, "orders", new String[0]);
    type("io.micrometer.core.instrument.Counter").getMethod("increment").invoke(counter);
    String page = (String) registry.getClass().getMethod("scrape").invoke(registry);
    return page.lines().filter(line -> line.startsWith("orders")).findFirst().orElse(page);
  }

  private static Path jarOf(String name) throws Exception {
    Path jar = Path.of(type(name).getProtectionDomain().getCodeSource().getLocation().toURI());
    return jar.getFileName();
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(name, true, Thread.currentThread().getContextClassLoader());
  }

  private static void waitForTheEnd() throws IOException {
    while (System.in.read() != -1) {
      // Whoever started the driver closes this to end it.
    }
  }

  private static void say(String line) {
    System.out.println(Payroll.MARK + line);
  }
}
