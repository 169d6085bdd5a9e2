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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.firewarden.agent.poll.Observation;
import io.firewarden.model.Application;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus, as Debian packages it, that scrapes what the agent lists. */
class RealPrometheusTest {
  private static final Path BINARY = Path.of("/usr/bin/prometheus");
  private static final ObjectMapper mapper = new ObjectMapper();

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private Scene scene;
  private HttpServer driver;
  private Process process;
  private URI base;

  private static void requirePrometheus() {
    boolean installed = Files.isExecutable(BINARY);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(installed).as(BINARY + " must be installed where CI=true").isTrue();
    }
    assumeTrue(installed, BINARY + " is not installed (Debian package prometheus)");
  }

  private void startDriver() throws IOException {
    driver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    driver.createContext(
        "/proxy/app-1/metrics/executors/prometheus/",
        exchange -> {
          byte[] figures = "spark_info{version=\"4.0.1\"} 1\n".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, figures.length);
          exchange.getResponseBody().write(figures);
          exchange.close();
        });
    driver.start();
  }

  @BeforeEach
  void start() throws IOException {
    requirePrometheus();
    scene = new Scene();
    startDriver();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    base = URI.create("http://127.0.0.1:" + port + "/");
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: spark-drivers
            http_sd_configs: [{url: '%ssd', refresh_interval: 1s}]
            relabel_configs:
              - {source_labels: [__meta_firewarden_app_id], target_label: app_id}
              - {source_labels: [__meta_firewarden_label_team], target_label: team}
        """
            .formatted(scene.url()));
    process =
        new ProcessBuilder(
                BINARY.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> ask("-/ready").statusCode() == 200);
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      process.waitFor();
    }
    if (driver != null) {
      driver.stop(0);
    }
    if (scene != null) {
      scene.close();
    }
  }

  private Application application() {
    return new Application(
        "app-1",
        "trips",
        "etl",
        "4.0.1",
        false,
        "http://127.0.0.1:" + driver.getAddress().getPort() + "/proxy/app-1",
        Instant.parse("2026-03-01T08:00:00Z"),
        null,
        null,
        Map.of("team", "risk"));
  }

  @Test
  void scrapesADriverAsLongAsItIsListedAndKeepsItWhileTheListIsNotKnown() throws Exception {
    Application application = application();
    scene.healthy(application, scene.now);

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> count("spark_info{app_id=\"app-1\",team=\"risk\"}") == 1);

    scene.ready = false;
    assertThat(status("sd")).isEqualTo(503);
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .until(() -> count("up{app_id=\"app-1\"} == 1") == 1);

    scene.ready = true;
    scene.tell(new Observation.Unwatched(application, scene.now), scene.now);
    await().atMost(Duration.ofSeconds(30)).until(() -> targets() == 0);
  }

  private int targets() throws Exception {
    return mapper.readTree(ask("api/v1/targets").body()).at("/data/activeTargets").size();
  }

  private int count(String query) throws Exception {
    JsonNode answer =
        mapper.readTree(
            ask("api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)).body());
    return answer.at("/data/result").size();
  }

  private int status(String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(scene.url()).resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private HttpResponse<String> ask(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
