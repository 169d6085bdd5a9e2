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
package io.firewarden.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Scrapes of a big application, made of posted events: of our page, and of Spark's about the
 * executors of the same application. And what events on the bus notice of them.
 */
final class ScrapePart implements Part {
  private static final double SHARE_OF_SPARK = 0.5;
  private static final int STARTED_A_STAGE = 40;
  private static final int ENDED_A_STAGE = 30;
  private static final int TIMED = 2_000_000;
  private static final int EVENTS_A_SECOND = 2_000;

  private static final String SPARK_PAGE = "/metrics/executors/prometheus/";

  /** Prometheus asks so. */
  private static final String ACCEPT =
      "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, URI> pages = new LinkedHashMap<>();
  private SparkContext context;
  private MadeApplication application;
  private Stopwatch stopwatch;
  private int stages;
  private int phaseSeconds;

  @Override
  public String run(Setting setting) throws Exception {
    context =
        new SparkContext(
            new SparkConf()
                .setMaster("local[1]")
                .setAppName("scraped")
                .set("spark.ui.prometheus.enabled", "true"));
    stages = setting.stages();
    phaseSeconds = setting.phaseSeconds();
    try {
      Firewarden all = attach("all", "1000000");
      Firewarden limited = attach("limited", "5000");
      pages.put("**Firewarden**, every series", all.metrics());
      pages.put("Spark's PrometheusResource", URI.create(context.uiWebUrl().get() + SPARK_PAGE));
      pages.put("**Firewarden**, 5,000 series at most (default)", limited.metrics());
      fill(setting);
      String scrapes = scrapes(setting);
      String waits = waits();
      all.close();
      limited.close();
      return String.format(
              Locale.ROOT,
              "%,d executors, %,d running stages, %d scrapes.\n\n",
              setting.executors(),
              stages,
              setting.scrapes())
          + scrapes
          + "\n"
          + waits;
    } finally {
      context.stop();
    }
  }

  private Firewarden attach(String queue, String limit) throws IOException {
    // A verdict each hour: none while the clock runs.
    Firewarden firewarden =
        new Firewarden(
            new SparkConf(false)
                .set("spark.firewarden.series.limit", limit)
                .set("spark.firewarden.check.interval", "1h"));
    firewarden
        .listener()
        .onApplicationStart(MadeApplication.start(context.applicationId(), "scraped"));
    firewarden.awaitEndpoint();
    Stopwatch timed = new Stopwatch(firewarden.listener(), TIMED);
    if (stopwatch == null) {
      stopwatch = timed;
    }
    context.listenerBus().addToQueue(timed, queue);
    return firewarden;
  }

  private void fill(Setting setting) throws TimeoutException {
    application = new MadeApplication(setting.executors());
    post(application.cluster());
    for (int stage = 0; stage < stages; stage++) {
      post(application.runningStage(stage));
      List<SparkListenerEvent> events = new ArrayList<>();
      for (int i = 0; i < STARTED_A_STAGE; i++) {
        SparkListenerTaskStart start = application.taskStart(stage);
        events.add(start);
        if (i < ENDED_A_STAGE) {
          events.add(application.taskEnd(start));
        }
      }
      post(events);
    }
  }

  private void post(List<SparkListenerEvent> events) throws TimeoutException {
    for (int i = 0; i < events.size(); i++) {
      post(events.get(i));
      if (i % 1_000 == 0) {
        context.listenerBus().waitUntilEmpty();
      }
    }
    context.listenerBus().waitUntilEmpty();
  }

  private void post(SparkListenerEvent event) {
    if (event instanceof SparkListenerTaskEnd) {
      stopwatch.posting();
    }
    context.listenerBus().post(event);
  }

  private String scrapes(Setting setting) throws IOException, InterruptedException {
    Map<String, List<Double>> nanos = new LinkedHashMap<>();
    for (int i = -setting.scrapes(); i < setting.scrapes(); i++) {
      // Scrapes in the same second would be answered from one snapshot.
      TimeUnit.MILLISECONDS.sleep(i < 0 ? 50 : 1_050);
      for (Map.Entry<String, URI> page : pages.entrySet()) {
        long begin = System.nanoTime();
        scrape(page.getValue(), "gzip");
        double took = System.nanoTime() - begin;
        if (i >= 0) {
          nanos.computeIfAbsent(page.getKey(), key -> new ArrayList<>()).add(took);
        }
      }
    }
    Table table = new Table("page", "series", "kB", "ms a scrape", "µs a series");
    List<Double> perSeries = new ArrayList<>();
    for (Map.Entry<String, URI> page : pages.entrySet()) {
      byte[] body = scrape(page.getValue(), "identity");
      long series = new String(body, UTF_8).lines().filter(each -> !each.startsWith("#")).count();
      Sample took = Sample.of(nanos.get(page.getKey()), each -> each);
      perSeries.add(took.median() / series);
      table.row(
          page.getKey(),
          String.format(Locale.ROOT, "%,d", series),
          String.format(Locale.ROOT, "%,d", body.length / 1_000),
          Sample.of(nanos.get(page.getKey()), each -> each / 1e6).text("%.1f"),
          Sample.of(nanos.get(page.getKey()), each -> each / 1e3 / series).text("%.2f"));
    }
    Table target = new Table("target", "limit", "measured", "");
    double limit = SHARE_OF_SPARK * perSeries.get(1);
    target.row(
        "half of Spark's time a series",
        String.format(Locale.ROOT, "%.2f µs", limit / 1e3),
        String.format(Locale.ROOT, "%.2f µs", perSeries.get(0) / 1e3),
        Table.verdict(perSeries.get(0) <= limit));
    return table.text() + "\n" + target.text();
  }

  private byte[] scrape(URI page, String encoding) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(page)
            .header("Accept", ACCEPT)
            .header("Accept-Encoding", encoding)
            .build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(page + " answered " + response.statusCode());
    }
    return response.body();
  }

  /** How long task ends wait on the bus and take in our listener, with scrapes and without. */
  private String waits() throws Exception {
    List<URI> uris = new ArrayList<>(pages.values());
    String[] heads = {"meanwhile scraped", "scrapes", "waits on the bus", "takes in the listener"};
    phase(new Table(heads), "to warm up", uris.get(0));
    Table table = new Table(heads);
    phase(table, "nothing", null);
    phase(table, "our page, without pause", uris.get(0));
    phase(table, "Spark's page, without pause", uris.get(1));
    phase(table, "nothing", null);
    return String.format(
            Locale.ROOT,
            "%,d task ends a second for %d s; µs: median, 99 %%, 99.9 %%, most.\n\n",
            EVENTS_A_SECOND,
            phaseSeconds)
        + table.text();
  }

  private void phase(Table table, String name, URI page) throws Exception {
    int first = stopwatch.count();
    Scraper scraper = new Scraper(() -> scrape(page, "gzip"));
    if (page != null) {
      scraper.start();
    }
    long begin = System.nanoTime();
    long events = (long) EVENTS_A_SECOND * phaseSeconds;
    for (int i = 0; i < events; i++) {
      long due = begin + i * (TimeUnit.SECONDS.toNanos(1) / EVENTS_A_SECOND);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      SparkListenerTaskStart start = application.taskStart(i % stages);
      post(start);
      post(application.taskEnd(start));
    }
    int scrapes = scraper.end();
    context.listenerBus().waitUntilEmpty();
    table.row(
        name,
        String.valueOf(scrapes),
        quantiles(stopwatch.waitedSince(first)),
        quantiles(stopwatch.tookSince(first)));
  }

  private static String quantiles(Sample nanos) {
    return String.format(
        Locale.ROOT,
        "%.1f, %.1f, %.1f, %,.1f",
        nanos.median() / 1e3,
        nanos.quantile(0.99) / 1e3,
        nanos.quantile(0.999) / 1e3,
        nanos.max() / 1e3);
  }
}
