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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlackNotifierTest extends AccessNotifierContract {

  @Override
  String kind() {
    return "slack";
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
    return String.join("\n", texts(body));
  }

  private static List<String> texts(JsonNode body) {
    List<String> texts = new ArrayList<>();
    for (JsonNode block : body.get("blocks")) {
      if (block.has("text")) {
        texts.add(block.get("text").get("text").asText());
      }
      block.path("elements").forEach(element -> texts.add(element.get("text").asText()));
    }
    return texts;
  }

  @Test
  void writesBlocks() throws Exception {
    assertIsKept("slack-firing.json", List.of(Alerts.telling()));
    assertIsKept("slack-resolved.json", List.of(Alerts.over(Alerts.telling())));
  }

  @Test
  void escapesWhatMeansSomethingToSlack() throws Exception {
    Alert alert = Alerts.with(Alerts.telling(), Map.of("summary", "<!channel> & <http://x|y>"));
    JsonNode body = bodyOf(List.of(alert), clock.instant());

    assertThat(shown(body))
        .contains("&lt;!channel&gt; &amp; &lt;http://x|y&gt;")
        .doesNotContain("<!");
    assertThat(body.get("text").asText()).doesNotContain("<!");
  }

  @Test
  void keepsToSlacksLimitsWithANoteOfWhatIsCut() throws Exception {
    Alert alert =
        Alerts.with(
            Alerts.telling(),
            Map.of("summary", "&".repeat(9000), "description", "<\uD83D\uDD25\n".repeat(9000)));
    for (int count : new int[] {1, 3, 8, 30}) {
      List<Alert> batch = IntStream.range(0, count).mapToObj(i -> alert).toList();
      JsonNode body = bodyOf(batch, clock.instant());

      assertThat(body.get("blocks").size()).isLessThanOrEqualTo(50);
      List<String> texts = texts(body);
      assertThat(texts).allSatisfy(text -> assertThat(text).hasSizeBetween(1, 3000));
      assertThat(texts.stream().mapToInt(String::length).sum()).isLessThan(13_000);
      assertThat(texts.get(1)).endsWith(Cut.NOTE).matches("(?s).*(&amp;)+\\Q" + Cut.NOTE + "\\E");
      assertThat(texts.get(2)).endsWith(Cut.NOTE);
    }
    assertThat(shown(bodyOf(IntStream.range(0, 30).mapToObj(i -> alert).toList(), clock.instant())))
        .contains("and 22 more alerts");
  }
}
