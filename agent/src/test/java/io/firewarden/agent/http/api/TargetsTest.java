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
package io.firewarden.agent.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.poll.Observation;
import io.firewarden.model.Application;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

  private final AgentConfig config = AgentConfig.ofDefaults();
  private final Fleet fleet =
      new Fleet(config.poll().staleAfter(), config.push(), config.applications(), () -> NOW);

  private void runs(String version, String ui) {
    Application application =
        new Application(
            "app-1",
            "a \"b\"",
            "etl",
            version,
            false,
            ui,
            NOW,
            null,
            null,
            Map.of("cost-centre", "7"));
    fleet.accept(new Observation.Blind("http://driver:4040", application, "it is away", NOW));
  }

  private JsonNode listed(int listenerPort) throws Exception {
    return new ObjectMapper()
        .readTree(new Targets("prod", listenerPort).json(fleet.applications()));
  }

  @Test
  void listsTheFiguresThatSparkServesAlsoWhileTheDriverCannotBeRead() throws Exception {
    runs("4.0.1", "http://driver:4040");
    JsonNode one = listed(0).get(0);
    assertThat(one.at("/targets/0").asText()).isEqualTo("driver:4040");
    assertThat(one.at("/labels/__metrics_path__").asText())
        .isEqualTo("/metrics/executors/prometheus/");
    assertThat(one.at("/labels/__meta_firewarden_app_name").asText()).isEqualTo("a \"b\"");
    assertThat(one.at("/labels/__meta_firewarden_cluster").asText()).isEqualTo("prod");
    assertThat(one.at("/labels/__meta_firewarden_label_cost_centre").asText()).isEqualTo("7");
    assertThat(one.at("/labels/__meta_firewarden_endpoint").asText()).isEqualTo("ui");
  }

  @Test
  void goesThroughTheProxyByWhichTheDriverIsReached() throws Exception {
    runs("4.1.0", "https://rm.example/proxy/app-1/");
    JsonNode one = listed(0).get(0);
    assertThat(one.at("/targets/0").asText()).isEqualTo("rm.example:443");
    assertThat(one.at("/labels/__scheme__").asText()).isEqualTo("https");
    assertThat(one.at("/labels/__metrics_path__").asText())
        .isEqualTo("/proxy/app-1/metrics/executors/prometheus/");
  }

  @Test
  void listsNoFiguresThatAreNotKnownToBeServed() throws Exception {
    runs("3.5.9", "http://driver:4040");
    assertThat(listed(0)).isEmpty();
    runs("nightly", "http://driver:4040");
    assertThat(listed(0)).isEmpty();
    runs("4.0.0", null);
    assertThat(listed(0)).isEmpty();
  }

  @Test
  void listsTheListenersWhereTheyAreSaidToBe() throws Exception {
    runs("3.5.9", "http://[fd00::1]:4040");
    JsonNode one = listed(9474).get(0);
    assertThat(one.at("/targets/0").asText()).isEqualTo("[fd00::1]:9474");
    assertThat(one.at("/labels/__metrics_path__").asText()).isEqualTo("/metrics");
    assertThat(one.at("/labels/__meta_firewarden_endpoint").asText()).isEqualTo("listener");
  }
}
