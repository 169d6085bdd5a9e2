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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.poll.Observation;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Applications that wait, run and end, as metrics and JSON show them. */
class LivesTest {
  private static final String RM = "http://rm.example:8088";
  private static final String UI = "http://worker-2.example:4040";
  private final Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());

  private final Application application =
      new Application(
          "app-1",
          "nightly",
          "etl",
          "3.5.9",
          false,
          UI,
          now.minusSeconds(600),
          null,
          null,
          Map.of("team", "risk"));

  @Test
  void tellsOfAnApplicationThatWaits() throws Exception {
    try (Scene scene = new Scene(now)) {
      waits(scene);

      JsonNode pending = json(scene).get("pending").get(0);
      assertThat(pending.get("id").asText()).isEqualTo("app-1");
      assertThat(pending.get("reason").asText()).isEqualTo("the queue is full");
      assertThat(pending.get("page").asText()).isEqualTo(RM + "/cluster/app/app-1");
      assertThat(pending.get("waitingSeconds").asLong()).isBetween(600L, 630L);
      assertThat(pending.get("labels").toString()).isEqualTo("{\"team\":\"risk\"}");
      assertThat(pending.get("sources").toString())
          .isEqualTo(
              "[{\"source\":\""
                  + RM
                  + "\",\"kind\":\"discovery\",\"gives\":[\"state\",\"labels\"]}]");
      assertThat(page(scene, "metrics"))
          .contains(
              "firewarden_applications_by_state{state=\"pending\"} 1.0",
              "firewarden_applications_by_state{state=\"running\"} 0.0",
              "firewarden_applications_by_state{state=\"lost\"} 0.0",
              "spark_application_submitted_timestamp_seconds{app_id=\"app-1\",app_name=\"nightly\"");
    }
  }

  @Test
  void tellsHowAnApplicationEndedAndWhoSaysSo() throws Exception {
    try (Scene scene = new Scene(now)) {
      waits(scene);
      scene.healthy(application, now);
      assertThat(page(scene, "metrics")).doesNotContain("spark_application_submitted");
      JsonNode running = json(scene).get("applications").get(0);
      assertThat(running.get("sources").get(0).get("kind").asText()).isEqualTo("driver");
      assertThat(running.get("sources").get(1).get("source").asText()).isEqualTo(RM);

      Instant end = now.minusSeconds(60);
      String why = "container exited with 137";
      scene.tell(
          new Observation.Ended(application, new Ending(FinalStatus.KILLED, end, why, RM), now),
          now);

      JsonNode ended = json(scene).get("ended").get(0);
      assertThat(ended.get("finalStatus").asText()).isEqualTo("killed");
      assertThat(ended.get("reason").asText()).isEqualTo(why);
      assertThat(ended.get("toldBy").asText()).isEqualTo(RM);
      assertThat(ended.get("endedAt").asText()).isEqualTo(end.toString());
      assertThat(ended.get("durationSeconds").asDouble()).isEqualTo(540);
      assertThat(ended.get("sources").toString())
          .contains("[\"figures\"]", "[\"state\",\"verdict\",\"labels\"]");
      assertThat(json(scene).get("applications")).isEmpty();
      assertThat(page(scene, "metrics"))
          .contains(
              "firewarden_applications_by_state{state=\"killed\"} 1.0",
              "firewarden_applications_by_state{state=\"running\"} 0.0")
          .containsPattern("spark_application_duration_seconds\\{app_id=\"app-1\".*} 540.0")
          .containsPattern("spark_application_info\\{app_id=\"app-1\".*team=\"risk\".*} 1");
    }
  }

  @Test
  void tellsNoFiguresOfAnApplicationThatWasNeverRead() throws Exception {
    try (Scene scene = new Scene(now)) {
      Ending ending = new Ending(FinalStatus.LOST, null, "node gone", RM);
      scene.tell(new Observation.Ended(application, ending, now), now);

      assertThat(page(scene, "metrics"))
          .containsPattern("final_status\\{app_id=\"app-1\".*status=\"lost\"} 1.0")
          .doesNotContain("spark_application_snapshot_timestamp_seconds{app_id=\"app-1\"");
      assertThat(json(scene).get("ended").get(0).get("sourceKind").asText()).isEqualTo("listed");
    }
  }

  private void waits(Scene scene) {
    Discovered.Pending pending =
        new Discovered.Pending(application, RM + "/cluster/app/app-1", "the queue is full");
    scene.tell(new Observation.Listed(RM, application, now), now);
    scene.tell(new Observation.Pending(RM, pending, now), now);
  }

  private static JsonNode json(Scene scene) throws Exception {
    return new ObjectMapper().readTree(page(scene, "api/v1/applications"));
  }

  private static String page(Scene scene, String path) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(scene.url() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }
}
