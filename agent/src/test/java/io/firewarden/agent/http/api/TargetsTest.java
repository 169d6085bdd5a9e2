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
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.JobTotals;
import io.firewarden.model.SourceKind;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

  private final AgentConfig config = AgentConfig.ofDefaults();
  private final Fleet fleet =
      new Fleet(config.poll().staleAfter(), config.push(), config.applications(), () -> NOW);

  private static Application application(String version, String ui) {
    return new Application(
        "app-1", "a \"b\"", "etl", version, false, ui, NOW, null, null, Map.of("cost-centre", "7"));
  }

  private void runs(String version, String ui) {
    fleet.accept(
        new Observation.Blind("http://driver:4040", application(version, ui), "it is away", NOW));
  }

  private void isRead(String ui, String driverHost) {
    Application application = application("3.5.9", ui);
    Executor driver =
        new Executor(
            Executor.DRIVER_ID, driverHost, NOW, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null, null);
    ApplicationSnapshot snapshot =
        new ApplicationSnapshot(
            NOW,
            SourceKind.REST,
            application,
            TaskTotals.NONE,
            new JobTotals(0, 0),
            StageTotals.NONE,
            0,
            List.of(driver),
            List.of(),
            List.of(),
            List.of(),
            Set.of());
    HealthReport report =
        new HealthReport(application, NOW, Map.of(CheckId.GC_TIME, new Verdict.Healthy("well")));
    fleet.accept(new Observation.Judged(snapshot, report, ThresholdValues.DEFAULTS));
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

  @ParameterizedTest
  @CsvSource({
    "http://rm:8088/proxy/application_1_0007, node-3, node-3:9474",
    "http://rm:8088/proxy/application_1_0007/, fd00::7, [fd00::7]:9474",
    "https://master:8080/proxy/app-1, [fd00::7], [fd00::7]:9474",
    "http://driver:4040/, 10.0.0.7, driver:9474",
  })
  void looksForTheListenerOnTheDriversHostAndNotOnAProxys(String ui, String host, String target)
      throws Exception {
    isRead(ui, host);
    assertThat(listed(9474)).hasSize(1);
    assertThat(listed(9474).at("/0/targets/0").asText()).isEqualTo(target);
  }

  @Test
  void listsNoListenerBehindAProxyOfADriverThatWasNotReadYet() throws Exception {
    runs("3.5.9", "http://rm:8088/proxy/application_1_0007");
    assertThat(listed(9474)).isEmpty();
  }
}
