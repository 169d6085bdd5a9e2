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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The pages of one driver, as their readers read them. */
record Reading(String url) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  String page(String name) throws IOException, InterruptedException {
    return page(name, "*/*");
  }

  String page(String name, String accept) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + name)).header("Accept", accept).build();
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  ApplicationSnapshot snapshot() throws IOException, InterruptedException {
    return SnapshotJson.read(page("snapshot").getBytes(StandardCharsets.UTF_8));
  }

  /** The values of all series of a metric. */
  List<Double> values(String metric) throws IOException, InterruptedException {
    return page("metrics")
        .lines()
        .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
        .toList();
  }
}
