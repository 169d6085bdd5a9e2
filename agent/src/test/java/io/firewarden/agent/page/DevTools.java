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
package io.firewarden.agent.page;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A connection to the one tab of a browser by Chromium's DevTools protocol: calls with their
 * answers, and events in the order in which they came.
 */
final class DevTools implements AutoCloseable {
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Process browser;
  private final WebSocket socket;
  private final Messages messages;
  private int calls;

  private DevTools(Process browser, WebSocket socket, Messages messages) {
    this.browser = browser;
    this.socket = socket;
    this.messages = messages;
  }

  /**
   * Connects to a browser that has just been started, and ends it if that fails.
   *
   * @param port the file into which the browser writes its port
   */
  static DevTools of(Process browser, Path port) throws Exception {
    try {
      await().atMost(WITHIN).until(() -> Files.exists(port) && lines(port).size() >= 2);
      HttpClient client = HttpClient.newHttpClient();
      String tabs = "http://127.0.0.1:" + lines(port).get(0) + "/json/list";
      URI tab = await().atMost(WITHIN).until(() -> tab(client, URI.create(tabs)), t -> t != null);
      Messages messages = new Messages();
      WebSocket socket =
          client.newWebSocketBuilder().buildAsync(tab, messages).get(60, TimeUnit.SECONDS);
      return new DevTools(browser, socket, messages);
    } catch (Exception | Error e) {
      end(browser);
      throw e;
    }
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file);
  }

  private static URI tab(HttpClient client, URI tabs) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(tabs).timeout(WITHIN).build();
    String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    for (JsonNode each : MAPPER.readTree(body)) {
      if (each.path("type").asText().equals("page")) {
        return URI.create(each.path("webSocketDebuggerUrl").asText());
      }
    }
    return null;
  }

  /** Calls a method and waits for its result. */
  JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    int id = ++calls;
    ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
    message.set("params", MAPPER.valueToTree(parameters));
    CompletableFuture<JsonNode> answer = messages.expect(id);
    socket.sendText(message.toString(), true).get(60, TimeUnit.SECONDS);
    JsonNode told = answer.get(60, TimeUnit.SECONDS);
    if (told.has("error")) {
      throw new IllegalStateException(method + " failed: " + told.path("error"));
    }
    return told.path("result");
  }

  JsonNode call(String method) throws Exception {
    return call(method, Map.of());
  }

  /** The events since the last call of {@link #forget}. */
  List<JsonNode> events() {
    return List.copyOf(messages.events);
  }

  void forget() {
    messages.events.clear();
  }

  /** Ends the browser, too. */
  @Override
  public void close() {
    try {
      call("Browser.close");
    } catch (Exception ignored) {
      // it may end before it answers
    }
    socket.abort();
    end(browser);
  }

  private static void end(Process browser) {
    List<ProcessHandle> children = browser.descendants().toList();
    try {
      if (!browser.waitFor(10, TimeUnit.SECONDS)) {
        children.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      browser.destroyForcibly();
    }
  }

  /** What the browser says. */
  private static final class Messages implements WebSocket.Listener {
    private final Map<Integer, CompletableFuture<JsonNode>> expected = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final StringBuilder part = new StringBuilder();

    CompletableFuture<JsonNode> expect(int id) {
      return expected.computeIfAbsent(id, key -> new CompletableFuture<>());
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      part.append(text);
      if (last) {
        take(part.toString());
        part.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(String text) {
      try {
        JsonNode message = MAPPER.readTree(text);
        CompletableFuture<JsonNode> answer = expected.remove(message.path("id").asInt());
        if (answer != null) {
          answer.complete(message);
        } else {
          events.add(message);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      expected.values().forEach(each -> each.completeExceptionally(error));
    }
  }
}
