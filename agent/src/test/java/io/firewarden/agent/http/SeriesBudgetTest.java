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
package io.firewarden.agent.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.model.Application;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SeriesBudgetTest {
  private static final int APPLICATIONS = 20;

  @Test
  void keepsTheLimitOfAllAndEverythingThatMustNotBeLeftOut() throws Exception {
    List<String> all = series(fleet(1_000_000, 5000));
    int limit = all.size() - 200;
    List<String> some = series(fleet(limit, 5000));

    assertThat(some).hasSizeBetween(limit - 200, limit);
    assertThat(names(some)).containsAll(names(all));
    assertThat(whole(some)).hasSameSizeAs(whole(all));
    assertThat(sum(some, "firewarden_series_dropped{")).isPositive();
    assertThat(sum(all, "firewarden_series_dropped{")).isZero();
  }

  @Test
  void leavesOutNothingAboutHealthThresholdsAndItselfHoweverLowTheLimit() throws Exception {
    List<String> all = series(fleet(1_000_000, 5000));
    List<String> least = series(fleet(1, 5000));

    assertThat(least).noneMatch(line -> line.contains("executor_id="));
    assertThat(whole(least)).hasSameSizeAs(whole(all));
    assertThat(of(least, "firewarden_check_verdict{")).hasSameSizeAs(of(all, "firewarden_check_verdict{"));
    assertThat(of(least, "firewarden_threshold{")).hasSize(APPLICATIONS);
  }

  @Test
  void limitsOneApplication() throws Exception {
    List<String> all = series(fleet(1_000_000, 5000));
    long one =
        all.stream()
            .filter(line -> line.startsWith("spark_") || line.contains("_series_dropped{"))
            .filter(line -> line.contains("app_id=\"app-1\""))
            .count();
    List<String> some = series(fleet(1_000_000, (int) one - 1));

    assertThat(all).noneMatch(line -> line.contains("\"other\""));
    assertThat(some)
        .anyMatch(line -> line.contains("executor_id=\"other\""))
        .hasSizeLessThan(all.size());
  }

  @Test
  void countsWhatIsLeft() throws Exception {
    List<String> some = series(fleet(2500, 5000));

    for (String line : of(some, "firewarden_application_series{")) {
      String id = line.replaceAll(".*(app_id=\"[^\"]*\").*", "$1");
      long count = some.stream().filter(each -> each.contains(id)).count();
      assertThat(line).endsWith(" " + count + ".0");
    }
  }

  @Test
  void warnsOnceWhenItLeavesSomethingOut() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("io.firewarden.agent.http.metrics.Scrape");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try (Scene scene = fleet(2500, 5000)) {
      scrape(scene, "");
      scrape(scene, "");
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("metrics.series-limit is 2500", "firewarden_series_dropped");
  }

  @Test
  void packsForThoseWhoAcceptThat() throws Exception {
    try (Scene scene = fleet(2500, 5000)) {
      HttpResponse<byte[]> packed = scrape(scene, "gzip");
      HttpResponse<byte[]> plain = scrape(scene, "br, gzip;q=0");

      assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
      assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
      assertThat(packed.body().length).isLessThan(plain.body().length / 5);
      String text =
          new String(
              new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes(), UTF_8);
      assertThat(text.lines().count()).isEqualTo(new String(plain.body(), UTF_8).lines().count());
    }
  }

  private static Scene fleet(int limit, int applicationLimit) {
    Scene scene = new Scene(Instant.now(), new AgentConfig.Metrics(limit, applicationLimit));
    IntStream.range(0, APPLICATIONS)
        .mapToObj(i -> Scene.app("app-" + i, "etl-" + i, "http://worker-" + i + ".example:4040"))
        .forEach((Application app) -> scene.healthy(app, scene.now));
    return scene;
  }

  private static HttpResponse<byte[]> scrape(Scene scene, String encoding) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(scene.url() + "metrics"));
    if (!encoding.isEmpty()) {
      request.header("Accept-Encoding", encoding);
    }
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private static List<String> series(Scene fleet) throws Exception {
    try (fleet) {
      return new String(scrape(fleet, "").body(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  private static List<String> of(List<String> series, String prefix) {
    return series.stream().filter(line -> line.startsWith(prefix)).toList();
  }

  private static List<String> names(List<String> series) {
    return whole(series).stream().map(line -> line.replaceAll("[{ ].*", "")).distinct().toList();
  }

  /** Those that are not about a part of an application. */
  private static List<String> whole(List<String> series) {
    return series.stream().filter(line -> !line.matches(".*(executor|stage)_id=.*")).toList();
  }

  private static double sum(List<String> series, String prefix) {
    return of(series, prefix).stream()
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
