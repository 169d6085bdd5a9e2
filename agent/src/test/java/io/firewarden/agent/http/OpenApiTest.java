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
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.firewarden.agent.http.push.PushPage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the description of the interfaces to what the server answers, and the other way round. */
class OpenApiTest {
  private static final ObjectMapper mapper = new ObjectMapper();
  private static final Map<String, String> IDS = Map.of("{id}", "app-20260301081502-0007");

  private final HttpClient http = HttpClient.newHttpClient();

  static List<Supplier<Scene>> scenes() {
    return List.of(Scene::firing, Scene::calm, Scene::blind, Scene::new);
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void answersEachDescribedPathAsDescribed(Supplier<Scene> of) throws Exception {
    JsonNode api = api();
    try (Scene scene = of.get()) {
      for (var path : api.get("paths").properties()) {
        JsonNode get = path.getValue().get("get");
        if (get != null) {
          check(api, path.getKey(), get, get(scene, path.getKey()));
        }
      }
    }
  }

  @Test
  void describesAnApplicationThatIsNotThere() throws Exception {
    JsonNode api = api();
    try (Scene scene = Scene.calm()) {
      HttpResponse<String> answer = get(scene, "/api/v1/applications/app-9");
      assertThat(answer.statusCode()).isEqualTo(404);
      check(
          api,
          "/api/v1/applications/{id}",
          api.at("/paths/~1api~1v1~1applications~1{id}/get"),
          answer);
    }
  }

  @Test
  void describesEveryPathThatPagesServes() throws IOException {
    Set<String> described =
        StreamSupport.stream(((Iterable<String>) () -> fields(api())).spliterator(), false)
            .collect(Collectors.toSet());
    List<String> served = served();
    assertThat(served).hasSizeGreaterThan(8);
    assertThat(described).containsAll(served);
  }

  @Test
  void describesThePostsThatAreAnsweredAndNoOthers() throws Exception {
    JsonNode api = api();
    try (Scene scene = Scene.calm()) {
      for (var path : api.get("paths").properties()) {
        boolean described = path.getValue().has("post");
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(uri(scene, path.getKey()))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        if (described) {
          check(api, path.getKey(), path.getValue().get("post"), answer);
        } else {
          assertThat(answer.statusCode()).as(path.getKey()).isEqualTo(405);
        }
      }
    }
  }

  @Test
  void refersToNothingThatIsMissing() {
    JsonNode api = api();
    for (JsonNode reference : api.findValues("$ref")) {
      assertThat(api.at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
  }

  private static void check(
      JsonNode api, String path, JsonNode operation, HttpResponse<String> answer)
      throws IOException {
    String status = String.valueOf(answer.statusCode());
    JsonNode described = resolved(api, operation.get("responses").path(status));
    assertThat(described.isMissingNode()).as("%s answered %s", path, status).isFalse();
    if (answer.statusCode() == 204) {
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    JsonNode content = described.path("content").path(type);
    assertThat(content.isMissingNode()).as("%s %s is %s", path, status, type).isFalse();
    if (type.endsWith("json")) {
      assertThat(faults(api, content.get("schema"), mapper.readTree(answer.body())))
          .as("%s %s", path, answer.body())
          .isEmpty();
    }
  }

  /** The schema stands in the whole description, so that its references find what they name. */
  private static List<String> faults(JsonNode api, JsonNode schema, JsonNode answer) {
    var root = mapper.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.set("components", api.get("components"));
    root.setAll((ObjectNode) schema);
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(root)
        .validate(answer, run -> run.getExecutionConfig().setFormatAssertionsEnabled(true))
        .stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  private static JsonNode resolved(JsonNode api, JsonNode node) {
    return node.has("$ref") ? api.at(node.get("$ref").asText().substring(1)) : node;
  }

  private static Iterator<String> fields(JsonNode api) {
    return api.get("paths").fieldNames();
  }

  private HttpResponse<String> get(Scene scene, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(scene, path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(Scene scene, String path) {
    String filled = path;
    for (var id : IDS.entrySet()) {
      filled = filled.replace(id.getKey(), id.getValue());
    }
    return URI.create(scene.url()).resolve(filled);
  }

  /** The paths as the code of the server spells them. */
  private static List<String> served() throws IOException {
    Path root = Path.of(System.getProperty("firewarden.root", ".."));
    Path pages = root.resolve("agent/src/main/java/io/firewarden/agent/http/Pages.java");
    if (!Files.exists(pages)) {
      pages = Path.of("src/main/java/io/firewarden/agent/http/Pages.java");
    }
    List<String> paths = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("\"(/(?:api/v1|sd|metrics|-)[^\"]*)\"").matcher(Files.readString(pages));
    while (matcher.find()) {
      String path = matcher.group(1);
      paths.add(path.endsWith("/") && path.length() > 1 ? path + "{id}" : path);
    }
    paths.add(PushPage.PATH);
    return paths;
  }

  private static JsonNode api() {
    try (InputStream in = Pages.class.getResourceAsStream("openapi.yaml")) {
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
