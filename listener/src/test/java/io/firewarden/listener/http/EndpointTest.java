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
package io.firewarden.listener.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.alerts.check.HealthReport;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  private static final String HOST = "127.0.0.1";

  private final LongAdder errors = new LongAdder();
  private final FakePages pages = new FakePages();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void servesMetricsInPrometheusText() throws Exception {
    HttpResponse<String> answer = get(open(0, 0), "/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body())
        .startsWith("test_plain 1\n")
        .contains("# TYPE test_gauge gauge\ntest_gauge 1.0\n");
  }

  @Test
  void servesMetricsInOpenMetricsWhenAskedFor() throws Exception {
    HttpResponse<String> answer =
        get(open(0, 0), "/metrics", "Accept", "application/openmetrics-text; version=1.0.0");

    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(answer.body()).startsWith("test_open 1\n").endsWith("# EOF\n");
  }

  @Test
  void packsWhatTheClientCanUnpack() throws Exception {
    HttpRequest request = request(open(0, 0), "/metrics").header("Accept-Encoding", "gzip").build();
    HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());

    assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(new String(plain.readAllBytes(), UTF_8)).contains("test_gauge 1.0");
    }
  }

  @Test
  void servesTheSnapshot() throws Exception {
    HttpResponse<String> answer = get(open(0, 0), "/snapshot");

    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body()).isEqualTo("{\"schemaVersion\":1}");
  }

  @Test
  void hasNoHealthBeforeTheFirstVerdict() throws Exception {
    HttpResponse<String> answer = get(open(0, 0), "/health");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("nothing is judged yet\n");
  }

  @Test
  void listsItsPages() throws Exception {
    assertThat(get(open(0, 0), "/").body()).contains("/metrics", "/health", "/snapshot");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics/", "/metrics/x", "/nothing"})
  void knowsNoOtherPage(String path) throws Exception {
    assertThat(get(open(0, 0), path).statusCode()).isEqualTo(404);
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    Endpoint endpoint = open(0, 0);
    HttpRequest head =
        request(endpoint, "/snapshot").method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
    HttpResponse<String> answer = client.send(head, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Length")).hasValue("19");
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void answersNoOtherMethod(String method) throws Exception {
    HttpRequest request =
        request(open(0, 0), "/metrics").method(method, HttpRequest.BodyPublishers.noBody()).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @Test
  void countsAPageThatFailsAndGoesOn() throws Exception {
    Endpoint endpoint = open(0, 0);
    pages.failure = new IllegalStateException("secret");
    HttpResponse<String> answer = get(endpoint, "/metrics");
    pages.failure = null;

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("secret");
    assertThat(errors.sum()).isEqualTo(1);
    assertThat(get(endpoint, "/metrics").statusCode()).isEqualTo(200);
  }

  @Test
  void takesTheNextPortWhenOneIsTaken() throws Exception {
    int first = freeRun(3);
    take(first);
    take(first + 1);

    assertThat(open(first, 2).port()).isEqualTo(first + 2);
  }

  @Test
  void saysWhichPortsItTriedWhenAllAreTaken() throws Exception {
    int first = freeRun(2);
    take(first);
    take(first + 1);

    assertThatThrownBy(() -> open(first, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("could not bind port " + first + " and the 1 after it on ")
        .hasMessageContaining(HOST);
  }

  @Test
  void freesItsPortWhenClosed() throws Exception {
    Endpoint endpoint = open(0, 0);
    int port = endpoint.port();
    endpoint.close();

    take(port);
  }

  @Test
  void refusesToStartAThreadThatWouldKeepTheDriverAlive() {
    assertThatThrownBy(() -> open(new Binding(HOST, 0, 0), Protection.NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the endpoint must be opened on a daemon thread");
  }

  @Test
  void hasOnlyDaemonThreads() throws Exception {
    get(open(0, 0), "/metrics");

    List<Thread> own =
        Thread.getAllStackTraces().keySet().stream()
            .filter(each -> each.getName().matches("(?i)HTTP-Dispatcher|firewarden.*"))
            .toList();
    assertThat(own).hasSizeGreaterThan(1).allMatch(Thread::isDaemon);
  }

  @Test
  void writesAnAddressThatABrowserUnderstands() throws Exception {
    Endpoint endpoint = open(0, 0);

    assertThat(endpoint.url("driver.example"))
        .isEqualTo("http://driver.example:" + endpoint.port() + "/");
    assertThat(endpoint.url("::1")).isEqualTo("http://[::1]:" + endpoint.port() + "/");
  }

  private Endpoint open(Binding binding, Protection protection) throws IOException {
    return Endpoint.open(binding, protection, pages, errors);
  }

  private Endpoint open(int port, int retries) throws Exception {
    Endpoint endpoint = onDaemon(() -> open(new Binding(HOST, port, retries), Protection.NONE));
    open.add(endpoint);
    return endpoint;
  }

  private static <T> T onDaemon(Callable<T> task) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(task.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    thread.join();
    if (result.isCompletedExceptionally()) {
      Throwable cause = result.handle((value, error) -> error).join();
      throw (Exception) cause;
    }
    return result.join();
  }

  private void take(int port) throws IOException {
    open.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
  }

  /** The first of some ports in a row that are free at this moment. */
  private static int freeRun(int length) throws IOException {
    for (int first = 21_000; first < 60_000; first += length) {
      if (allFree(first, length)) {
        return first;
      }
    }
    throw new IllegalStateException("no free ports");
  }

  private static boolean allFree(int first, int length) throws IOException {
    for (int port = first; port < first + length; port++) {
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(probe.isBound()).isTrue();
      } catch (BindException e) {
        return false;
      }
    }
    return true;
  }

  private HttpResponse<String> get(Endpoint endpoint, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = request(endpoint, path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(Endpoint endpoint, String path) {
    return HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + endpoint.port() + path));
  }

  private static final class FakePages implements Pages {
    private volatile RuntimeException failure;

    @Override
    public void writeFigures(OutputStream out, boolean openMetrics) throws IOException {
      out.write((openMetrics ? "test_open 1\n" : "test_plain 1\n").getBytes(UTF_8));
    }

    @Override
    public MetricSnapshots metrics() {
      if (failure != null) {
        throw failure;
      }
      GaugeSnapshot.GaugeDataPointSnapshot point =
          GaugeSnapshot.GaugeDataPointSnapshot.builder().value(1).build();
      return MetricSnapshots.of(
          GaugeSnapshot.builder().name("test_gauge").dataPoint(point).build());
    }

    @Override
    public byte[] snapshot() {
      return "{\"schemaVersion\":1}".getBytes(UTF_8);
    }

    @Override
    public Optional<HealthReport> health() {
      return Optional.empty();
    }
  }
}
