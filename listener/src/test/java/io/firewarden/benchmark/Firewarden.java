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

import io.firewarden.FirewardenListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/** Our listener, and its own page, which says whether it was really told what it was to be told. */
final class Firewarden {
  private final URI metrics;
  private final FirewardenListener listener;

  Firewarden(SparkConf conf) throws IOException {
    int port = freePort();
    metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
    listener =
        new FirewardenListener(
            conf.set("spark.firewarden.host", "127.0.0.1")
                .set("spark.firewarden.port", String.valueOf(port)));
  }

  FirewardenListener listener() {
    return listener;
  }

  URI metrics() {
    return metrics;
  }

  /** Waits until the threads of a watch that has just begun are at rest. */
  void awaitEndpoint() {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (System.nanoTime() < deadline) {
      try {
        new Socket(metrics.getHost(), metrics.getPort()).close();
        return;
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
    throw new IllegalStateException("nobody answers at " + metrics);
  }

  /** Fails unless it has counted this many ends of tasks and has met no error. */
  void check(long taskEnds) {
    String page = page();
    long counted = sum(page, "spark_tasks_finished_total");
    long errors = sum(page, "firewarden_listener_errors_total");
    if (counted != taskEnds || errors != 0) {
      throw new IllegalStateException(
          "of " + taskEnds + " ends of tasks it counted " + counted + ", with errors: " + errors);
    }
  }

  /** Ends it as the end of the application does. */
  void close() {
    listener.onApplicationEnd(new SparkListenerApplicationEnd(System.currentTimeMillis()));
  }

  private String page() {
    try {
      // Whatever the listener has kept of an earlier answer is older than this by then.
      Thread.sleep(1_100);
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString(UTF_8))
          .body();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static long sum(String page, String metric) {
    return Pattern.compile("(?m)^" + metric + "(?:\\{.*})? (\\S+)$")
        .matcher(page)
        .results()
        .map((MatchResult match) -> match.group(1))
        .mapToLong(value -> Math.round(Double.parseDouble(value)))
        .sum();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
