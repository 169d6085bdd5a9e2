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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * An application whose whole output is known: it works once for each argument, each time with a
 * context of its own. {@code CALLBACK=EXCEPTION} as an argument makes that method of ours fail in
 * that way; {@code none} lets all be well. What it prints is its own; an exception that no thread
 * caught is part of it.
 */
public final class Payroll {
  /** What starts each line of its output. */
  static final String MARK = "payroll: ";

  private static final int JOBS = 5;

  private Payroll() {}

  public static void main(String[] arguments) throws Exception {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> say("nobody caught in " + thread.getName() + ": " + e));
    for (String argument : arguments) {
      run(argument);
    }
    say("done");
  }

  private static void run(String argument) throws Exception {
    Weakness.disarmAll();
    String[] parts = argument.split("=", 2);
    if (parts.length == 2) {
      Weakness.arm(Weakness.valueOf(parts[0]), Fault.valueOf(parts[1]));
    }
    long start = System.nanoTime();
    JavaSparkContext spark = new JavaSparkContext(new SparkConf().set("spark.app.name", argument));
    for (int job = 0; job < JOBS; job++) {
      int factor = job;
      int sum =
          spark
              .parallelize(IntStream.range(0, 100).boxed().toList(), 4)
              .map(n -> n * factor)
              .reduce(Integer::sum);
      say(argument + " job " + job + " sum " + sum);
    }
    if (parts.length == 2) {
      awaitStrike(Weakness.valueOf(parts[0]), spark.getConf());
    }
    spark.stop();
    say(argument + " stopped");
    System.out.println(
        "took " + argument + " " + (System.nanoTime() - start) / 1_000_000 + " struck " + struck());
  }

  /** With the listener attached, the fault comes sooner or later. */
  private static void awaitStrike(Weakness weakness, SparkConf conf) throws Exception {
    boolean attached = conf.contains("spark.extraListeners");
    while (attached && Weakness.struck(weakness) == 0) {
      if (weakness == Weakness.ANSWERING) {
        ask(conf.get("spark.firewarden.port"));
      }
      Thread.sleep(10);
    }
  }

  private static void ask(String port) throws InterruptedException {
    try {
      URI page = URI.create("http://127.0.0.1:" + port + "/snapshot");
      HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      System.out.println("no answer: " + e);
    }
  }

  private static List<Integer> struck() {
    return List.of(Weakness.values()).stream().map(Weakness::struck).toList();
  }

  private static void say(String line) {
    System.out.println(MARK + line);
  }
}
