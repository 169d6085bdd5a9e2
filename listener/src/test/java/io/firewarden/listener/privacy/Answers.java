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
package io.firewarden.listener.privacy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** All that a driver's endpoint has answered, in a file. */
final class Answers {
  /** A snapshot may be as old as this, and a verdict. */
  private static final long STALE_MILLIS = 2_200;

  private static final long POLL_MILLIS = 50;
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path file;
  private final String url;

  Answers(Path file, String port) {
    this.file = file;
    this.url = "http://127.0.0.1:" + port;
  }

  /** Waits until there is an endpoint. */
  void awaitFirst() throws InterruptedException {
    while (true) {
      try {
        ask("/", "*/*");
        return;
      } catch (IOException notYet) {
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  /** Asks for every page when what it shows is what is known now. */
  synchronized void collect() throws IOException, InterruptedException {
    Thread.sleep(STALE_MILLIS);
    ask("/metrics", "text/plain");
    ask("/metrics", OPEN_METRICS);
    ask("/snapshot", "*/*");
    ask("/health", "*/*");
    ask("/", "*/*");
    ask("/nothing", "*/*");
  }

  private void ask(String page, String accept) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + page)).header("Accept", accept).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    String all = page + " " + answer.statusCode() + " " + answer.headers().map() + "\n";
    Files.writeString(
        file, all + answer.body() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
