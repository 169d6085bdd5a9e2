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
package io.firewarden.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firewarden.agent.config.LoadedConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running agent whose configuration changes. */
class ReloadTest {
  private static final ObjectMapper mapper = new ObjectMapper();

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeSpark first = FakeSpark.driver("3.5");
  private final FakeSpark second = FakeSpark.driver("4.2");
  private Agent agent;

  @AfterEach
  void stop() {
    if (agent != null) {
      agent.close();
    }
    first.close();
    second.close();
  }

  private void write(String more) throws IOException {
    Files.writeString(
        folder.resolve("c.yaml"),
        "listen: 127.0.0.1:0\nexternal-url: http://warden\nalerts: {state-file: '"
            + folder.resolve("state.json")
            + "'}\n"
            + more
            + "\n");
  }

  private void start(String more) throws Exception {
    write(more);
    Path file = folder.resolve("c.yaml");
    LoadedConfig loaded = LoadedConfig.read(file, null);
    agent = new Agent(loaded, () -> LoadedConfig.reread(file, null), InstantSource.system());
    agent.start();
  }

  private String drivers(FakeSpark... sparks) {
    StringBuilder yaml = new StringBuilder("sources: {drivers: [");
    for (FakeSpark spark : sparks) {
      yaml.append(spark.url()).append(", ");
    }
    return yaml + "]}";
  }

  /** What was changed is taken over when it stayed so. */
  private void lookTwice() {
    agent.reloads().look();
    agent.reloads().look();
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String get(String path) throws Exception {
    return ask("GET", path).body();
  }

  private void awaitApplication(String version) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                agent.fleet().applications().stream()
                    .anyMatch(
                        view ->
                            view.isCurrent()
                                && view.application().id().equals(FakeSpark.id(version))));
  }

  @Test
  void watchesASourceThatIsAddedAndKeepsTheOthersAsTheyAre() throws Exception {
    start(drivers(first));
    awaitApplication("3.5");
    int asked = first.requests().size();

    write(drivers(first, second));
    lookTwice();

    awaitApplication("4.2");
    assertThat(first.requests()).as("nothing is asked anew").hasSize(asked);
    assertThat(get("/metrics"))
        .contains("firewarden_config_last_reload_successful{cluster=\"default\"} 1.0");
  }

  @Test
  void keepsTheOldConfigurationWhenTheFileHasAFaultAndSaysSo() throws Exception {
    start(drivers(first));
    awaitApplication("3.5");

    write(drivers(second) + "\nsurces: {}");
    lookTwice();

    assertThat(get("/metrics"))
        .contains("firewarden_config_last_reload_successful{cluster=\"default\"} 0.0");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> get("/api/v1/alerts").contains("FirewardenConfigInvalid"));
    assertThat(get("/api/v1/alerts")).contains("surces");
    assertThat(get("/api/v1/config")).contains(first.url().toString());
    HttpResponse<String> answer = ask("POST", "/-/reload");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("surces", "holds on");

    write(drivers(first, second));
    assertThat(ask("POST", "/-/reload").statusCode()).isEqualTo(200);
    awaitApplication("4.2");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> !get("/api/v1/alerts").contains("\"state\":\"pending\""));
    assertThat(get("/metrics"))
        .contains("firewarden_config_last_reload_successful{cluster=\"default\"} 1.0");
  }

  @Test
  void refusesWhatOnlyARestartCanChange() throws Exception {
    start(drivers(first));

    Files.writeString(
        folder.resolve("c.yaml"),
        Files.readString(folder.resolve("c.yaml")) + "\ncluster: other\nshard: 1/3\n");
    HttpResponse<String> answer = ask("POST", "/-/reload");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("cluster must stay default until the agent is restarted, but is other")
        .contains("shard must stay 1/1 until the agent is restarted, but is 1/3");
  }

  @Test
  void doesNotReadTheFileAgainWhileItStaysTheSame() throws Exception {
    start(drivers(first));
    String before = metric("firewarden_config_last_reload_success_timestamp_seconds");
    lookTwice();
    assertThat(metric("firewarden_config_last_reload_success_timestamp_seconds")).isEqualTo(before);
  }

  @Test
  void losesNeitherItsSourcesNorItsReadinessWhenTheFileIsGone() throws Exception {
    start(drivers(first));
    awaitApplication("3.5");
    Files.delete(folder.resolve("c.yaml"));
    lookTwice();

    assertThat(ask("GET", "/-/ready").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/applications")).contains(FakeSpark.id("3.5"));
    assertThat(get("/metrics"))
        .contains("firewarden_config_last_reload_successful{cluster=\"default\"} 0.0");
  }

  @Test
  void tellsNewReceiversAndNotTheOldOnes() throws Exception {
    try (FakeSpark hook = new FakeSpark();
        FakeSpark other = new FakeSpark()) {
      hook.answer("/hook", 200, "text/plain", "");
      other.answer("/hook", 200, "text/plain", "");
      String sick = "sources: {drivers: ['http://127.0.0.1:1']}\n";
      start(sick + "notifiers: {webhooks: [{name: a, url: '" + hook.url() + "/hook'}]}");
      write(sick + "notifiers: {webhooks: [{name: b, url: '" + other.url() + "/hook'}]}");
      assertThat(ask("POST", "/-/reload").statusCode()).isEqualTo(200);
      assertThat(get("/metrics")).contains("firewarden_notifications_total{notifier=\"webhook/b\"");
      assertThat(get("/api/v1/config"))
          .contains("notifiers.webhooks[0].url")
          .doesNotContain("/hook");
    }
  }

  @Test
  void showsWhatTheFileGivesAndWhatIsDefault() throws Exception {
    start(drivers(first) + "\npoll: {interval: 20s}");
    JsonNode settings = mapper.readTree(get("/api/v1/config")).get("settings");
    assertThat(setting(settings, "poll.interval")).isEqualTo("\"20s\" file");
    assertThat(setting(settings, "poll.timeout")).isEqualTo("\"5s\" default");
    assertThat(setting(settings, "poll.max-answer")).isEqualTo("\"64MiB\" default");
    assertThat(setting(settings, "sources.drivers[0]")).isEqualTo("\"" + first.url() + "\" file");
    assertThat(setting(settings, "grafana-url")).isEqualTo("null default");
  }

  private static String setting(JsonNode settings, String key) {
    for (JsonNode setting : settings) {
      if (setting.get("key").asText().equals(key)) {
        return setting.get("value") + " " + setting.get("from").asText();
      }
    }
    return "missing";
  }

  private String metric(String name) throws Exception {
    return get("/metrics").lines().filter(line -> line.startsWith(name)).findFirst().orElse("");
  }
}
