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
package io.firewarden.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.firewarden.agent.alert.Alert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TeamsNotifierTest extends AccessNotifierContract {

  @Override
  String kind() {
    return "teams";
  }

  @Override
  String entry(String url) throws IOException {
    return "name: data, " + quoted("url-file", Files.writeString(folder.resolve("address"), url));
  }

  @Override
  String entryWithSecretIn(Path file) {
    return "name: data, " + quoted("url-file", file);
  }

  @Override
  String shown(JsonNode body) {
    return String.join("\n", body.findValuesAsText("text"));
  }

  @Test
  void writesAnAdaptiveCard() throws Exception {
    assertIsKept("teams-firing.json", List.of(Alerts.telling()));
    assertIsKept("teams-resolved.json", List.of(Alerts.over(Alerts.telling())));
  }

  @Test
  void letsNoTextBecomeMarkdown() throws Exception {
    Alert alert = Alerts.with(Alerts.telling(), Map.of("summary", "[x](http://evil) **b**"));
    JsonNode body = bodyOf(List.of(alert), clock.instant());

    assertThat(shown(body)).contains("[x](http://evil) **b**");
    assertThat(body.findValuesAsText("type")).contains("TextRun").doesNotContain("TextBlock");
  }

  @Test
  void staysBelowTheSizeThatTeamsTakesWithANoteOfWhatIsCut() throws Exception {
    Alert alert =
        Alerts.with(
            Alerts.telling(),
            Map.of(
                "summary",
                "\u20ac\"".repeat(9000),
                "description",
                "\uD83D\uDD25 x\n".repeat(9000)));
    for (int count : new int[] {1, 3, 8, 30}) {
      List<Alert> batch = IntStream.range(0, count).mapToObj(i -> alert).toList();
      byte[] bytes = bytesOf(batch, clock.instant());

      assertThat(bytes.length).isLessThanOrEqualTo(TeamsNotifier.MAX_BYTES);
      String text = new String(bytes, StandardCharsets.UTF_8);
      assertThat(2 * text.length()).isLessThanOrEqualTo(TeamsNotifier.MAX_BYTES);
      assertThat(text).contains(Cut.NOTE);
    }
  }
}
