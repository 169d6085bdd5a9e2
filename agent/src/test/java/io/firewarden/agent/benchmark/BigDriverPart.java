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
package io.firewarden.agent.benchmark;

import io.firewarden.agent.source.PollCost;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.RestSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/**
 * What polls of a real driver with a long history cost that driver, beside what its own pages cost
 * it. The driver is a process of its own; of what it takes while it is asked, what it takes anyway
 * is subtracted.
 */
final class BigDriverPart implements Part {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long MAX_BYTES = 64L << 20;
  private static final int PROCESSOR = 0;
  private static final int WARM_UPS = 5;

  /** Tasks of the application run that long: between two polls one ends in each stage. */
  private static final Duration BETWEEN_POLLS = Duration.ofSeconds(5);

  /** How long it is looked what the driver takes by itself, before each other question. */
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  /** Something that is asked of the driver. */
  private interface Question {
    PollCost ask() throws IOException, InterruptedException;
  }

  private final HttpClient client = HttpClient.newHttpClient();

  @Override
  public String run(Setting setting) throws IOException, InterruptedException {
    SparkHome spark =
        SparkHome.find()
            .orElseThrow(
                () ->
                    new IOException(
                        "no package pyspark for python3, and "
                            + SparkHome.VARIABLE
                            + " is not set"));
    Path source =
        Path.of(System.getProperty("firewarden.root"), "agent/src/test/spark/BigApplication.java");
    Setting.Big big = setting.big();
    try (ChildProcess driver =
            spark.start(
                setting.directory(),
                source,
                setting.pinned() ? PROCESSOR : -1,
                List.of(String.valueOf(big.stages()), String.valueOf(big.executors())));
        RestClient rest = new RestClient(TIMEOUT, MAX_BYTES)) {
      String[] told = ready(driver);
      return measure(setting, driver, rest, URI.create(told[1]), told[2]);
    }
  }

  /** What it says when its history is made: a word, its URL, the application's id, the version. */
  private static String[] ready(ChildProcess driver) throws IOException {
    String line = driver.line();
    while (!line.startsWith("ready ")) {
      line = driver.line();
    }
    return line.split(" ", -1);
  }

  private void warmUp(RestClient rest, URI ui, String application)
      throws IOException, InterruptedException {
    for (int i = 0; i < WARM_UPS; i++) {
      poll(source(rest, ui));
      get(ui, "/jobs/", "/stages/", "/executors/", application + "/stages");
    }
  }

  private String measure(
      Setting setting, ChildProcess driver, RestClient rest, URI ui, String applicationId)
      throws IOException, InterruptedException {
    String api = "/api/v1/applications";
    String application = api + "/" + applicationId;
    RestSource same = source(rest, ui);
    warmUp(rest, ui, application);
    poll(same);
    Costs costs = new Costs(driver, setting.big().polls());
    Table table =
        new Table("", "requests", "kB over the network", "ms of the driver's processor", "ms");
    costs.row(table, "**Firewarden**, a first poll", BETWEEN, () -> poll(source(rest, ui)));
    costs.row(table, "**Firewarden**, a poll after others", BETWEEN_POLLS, () -> poll(same));
    for (String page : List.of("/jobs/", "/stages/")) {
      costs.row(table, "Spark's page `" + page + "`", BETWEEN, () -> get(ui, page));
    }
    costs.row(
        table,
        "Spark's page `/executors/` with the list that it loads",
        BETWEEN,
        () -> get(ui, "/executors/", application + "/allexecutors"));
    costs.row(
        table,
        "what OpenTelemetry's apachesparkreceiver asks for",
        BETWEEN,
        () ->
            get(
                ui,
                "/metrics/json/",
                api,
                application + "/stages",
                application + "/executors",
                application + "/jobs"));
    return String.format(
            Locale.ROOT,
            "%,d stages and %,d executors; each row %d times.%n%n",
            setting.big().stages(),
            setting.big().executors(),
            setting.big().polls())
        + table.text();
  }

  private static RestSource source(RestClient rest, URI ui) {
    return new RestSource(rest, ui, TIMEOUT, InstantSource.system());
  }

  private static PollCost poll(RestSource source) throws IOException {
    Reading reading = source.read();
    if (reading instanceof Reading.Unavailable unavailable) {
      throw new IOException(unavailable.why());
    }
    return reading.cost();
  }

  private PollCost get(URI ui, String... paths) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long bytes = 0;
    for (String path : paths) {
      HttpRequest request =
          HttpRequest.newBuilder(ui.resolve(path)).header("Accept-Encoding", "gzip").build();
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IOException(path + " answered " + response.statusCode());
      }
      bytes += response.body().length;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    return new PollCost(paths.length, bytes, took, Duration.ZERO);
  }

  /**
   * Asks the same so many times, and looks what that took the driver. Before each time the driver
   * is left alone, which tells what it takes by itself meanwhile.
   */
  private record Costs(ChildProcess driver, int times) {
    void row(Table table, String name, Duration between, Question question)
        throws IOException, InterruptedException {
      double requests = 0;
      double bytes = 0;
      double took = 0;
      double cpu = 0;
      double alone = 0;
      for (int i = 0; i < times; i++) {
        double before = driver.cpuSeconds();
        Thread.sleep(between.toMillis());
        double begin = driver.cpuSeconds();
        PollCost cost = question.ask();
        cpu += driver.cpuSeconds() - begin;
        alone += begin - before;
        requests += cost.requests();
        bytes += cost.bytes();
        took += cost.took().toNanos() / 1e9;
      }
      double anyway = alone / (times * between.toMillis() / 1e3) * took;
      table.row(
          name,
          String.format(Locale.ROOT, "%.1f", requests / times),
          String.format(Locale.ROOT, "%,.1f", bytes / times / 1e3),
          String.format(Locale.ROOT, "%.0f", 1e3 * (cpu - anyway) / times),
          String.format(Locale.ROOT, "%.0f", 1e3 * took / times));
    }
  }
}
