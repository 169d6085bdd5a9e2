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
package io.firewarden.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prometheus with the shipped rules as they are; only its intervals are shorter than usual. */
final class Prometheus {
  private static final String TARGETS = "listeners.json";

  private final Layout layout;
  private final int port;

  private Prometheus(Layout layout, int port) {
    this.layout = layout;
    this.port = port;
  }

  /** Starts it, or answers empty when it is not installed. */
  static Optional<Prometheus> start(
      Children children, Layout layout, AgentProcess agent, @Nullable URI alertmanager) {
    Optional<String> program = Programs.find("prometheus");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Prometheus prometheus = new Prometheus(layout, Ports.free());
    prometheus.scrapeListeners(List.of());
    String configuration = configuration(layout, agent, alertmanager);
    children.start(
        "prometheus",
        List.of(
            program.get(),
            "--config.file=" + layout.write("prometheus.yaml", configuration),
            "--storage.tsdb.path=" + layout.work().resolve("prometheus"),
            "--web.listen-address=127.0.0.1:" + prometheus.port,
            "--rules.alert.resend-delay=1s"),
        Map.of());
    return Optional.of(prometheus);
  }

  /**
   * External labels come into the rules as links; what goes to Alertmanager is rid of them, so that
   * it has the labels that the agent's alert has.
   */
  private static String configuration(
      Layout layout, AgentProcess agent, @Nullable URI alertmanager) {
    return """
        global:
          scrape_interval: 5s
          scrape_timeout: 4s
          evaluation_interval: 5s
          external_labels:
            firewarden_url: %s
            grafana_url: %s
        rule_files: ["%s/*.yaml"]
        scrape_configs:
          - job_name: firewarden-agent
            static_configs:
              - targets: ["127.0.0.1:%d"]
          - job_name: firewarden-listener
            file_sd_configs:
              - files: ["%s"]
                refresh_interval: 5s
        alerting:
          alert_relabel_configs:
            - action: labeldrop
              regex: firewarden_url|grafana_url
        """
            .formatted(
                agent.url(),
                Pager.GRAFANA,
                layout.rules(),
                agent.port(),
                layout.work().resolve(TARGETS))
        + (alertmanager == null
            ? ""
            : """
                alertmanagers:
                  - static_configs:
                      - targets: ["%s"]
              """
                .formatted(alertmanager.getAuthority()));
  }

  URI url() {
    return Web.local(port, "");
  }

  boolean isReady() {
    return Web.text(Web.local(port, "/-/ready")).isPresent();
  }

  /** Tells it on which ports listeners answer now. */
  void scrapeListeners(Collection<Integer> ports) {
    String targets =
        ports.stream()
            .map(listener -> "{\"targets\": [\"127.0.0.1:" + listener + "\"]}")
            .collect(Collectors.joining(", ", "[", "]\n"));
    Path fresh = layout.write(TARGETS + ".new", targets);
    try {
      Files.move(
          fresh,
          layout.work().resolve(TARGETS),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DemoException("cannot write Prometheus's targets: " + e, e);
    }
  }

  /** The alerts that fire now. */
  List<Alert> firing() {
    List<Alert> firing = new ArrayList<>();
    Optional<JsonNode> answer = Web.json(Web.local(port, "/api/v1/alerts"));
    answer.ifPresent(
        json ->
            json.path("data")
                .path("alerts")
                .forEach(
                    alert -> {
                      if (alert.path("state").asText().equals("firing")) {
                        firing.add(Alert.of(alert.path("labels")));
                      }
                    }));
    return firing;
  }

  /** The alerts that have ever fired. */
  List<Alert> everFired() {
    String query = "max_over_time(ALERTS{alertstate=\"firing\"}[1h])";
    String path = "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    JsonNode answer =
        Web.json(Web.local(port, path))
            .orElseThrow(() -> new DemoException("Prometheus does not answer " + query));
    List<Alert> fired = new ArrayList<>();
    answer.path("data").path("result").forEach(each -> fired.add(Alert.of(each.path("metric"))));
    return fired;
  }
}
