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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A tab of a real browser, and who sits before it: looks, presses keys, listens. */
final class Tab implements AutoCloseable {
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofMillis(20);

  private final DevTools tools;

  Tab(DevTools tools) throws Exception {
    this.tools = tools;
    for (String domain : List.of("Page", "Runtime", "Log", "Network", "Accessibility")) {
      tools.call(domain + ".enable");
    }
    tools.call("Page.setLifecycleEventsEnabled", Map.of("enabled", true));
    tools.call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
    size(1280, 900);
  }

  /** Makes the tab so wide and high, in CSS pixels. */
  void size(int width, int height) throws Exception {
    tools.call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Whether pages that are opened from now on may run scripts. */
  void scripts(boolean enabled) throws Exception {
    tools.call("Emulation.setScriptExecutionDisabled", Map.of("value", !enabled));
  }

  /** What the reader prefers: {@code light} or {@code dark}. */
  void scheme(String name) throws Exception {
    tools.call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
  }

  /** Opens a page and waits until all of it is there. */
  void open(String url) throws Exception {
    tools.forget();
    JsonNode answer = tools.call("Page.navigate", Map.of("url", url));
    assertThat(answer.path("errorText").asText()).as(url).isEmpty();
    String loader = answer.path("loaderId").asText();
    await()
        .atMost(WITHIN)
        .pollInterval(SOON)
        .until(() -> tools.events().stream().anyMatch(each -> isLoaded(each, loader)));
  }

  private static boolean isLoaded(JsonNode event, String loader) {
    JsonNode parameters = event.path("params");
    return event.path("method").asText().equals("Page.lifecycleEvent")
        && parameters.path("loaderId").asText().equals(loader)
        && parameters.path("name").asText().equals("load");
  }

  /** What the browser complained of since the page was opened. */
  List<String> complaints() {
    List<String> all = new ArrayList<>();
    for (JsonNode event : tools.events()) {
      JsonNode told = event.path("params");
      boolean complains =
          switch (event.path("method").asText()) {
            case "Runtime.exceptionThrown", "Log.entryAdded", "Network.loadingFailed" -> true;
            case "Runtime.consoleAPICalled" ->
                List.of("error", "warning", "assert").contains(told.path("type").asText());
            case "Network.responseReceived" -> told.path("response").path("status").asInt() >= 400;
            default -> false;
          };
      if (complains) {
        all.add(event.toString());
      }
    }
    return all;
  }

  /** The value of an expression in the page; may be asked for without scripts, too. */
  JsonNode value(String expression) throws Exception {
    JsonNode told =
        tools.call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (told.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + told.path("exceptionDetails"));
    }
    return told.path("result").path("value");
  }

  String text(String expression) throws Exception {
    return value(expression).asText();
  }

  /** Waits until an expression is true, also when another page is loaded meanwhile. */
  void awaits(String expression) {
    await()
        .alias(expression)
        .atMost(WITHIN)
        .pollInterval(SOON)
        .ignoreExceptions()
        .until(() -> value(expression).asBoolean());
  }

  void pressTab() throws Exception {
    press("Tab", 9, "");
  }

  void pressEnter() throws Exception {
    press("Enter", 13, "\r");
  }

  private void press(String key, int code, String text) throws Exception {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("type", text.isEmpty() ? "rawKeyDown" : "keyDown");
    event.put("key", key);
    event.put("code", key);
    event.put("windowsVirtualKeyCode", code);
    event.put("text", text);
    tools.call("Input.dispatchKeyEvent", event);
    event.put("type", "keyUp");
    event.put("text", "");
    tools.call("Input.dispatchKeyEvent", event);
  }

  void type(String text) throws Exception {
    tools.call("Input.insertText", Map.of("text", text));
  }

  /** What a screen reader is told of the page. */
  Spoken spoken() throws Exception {
    Map<String, JsonNode> nodes = new LinkedHashMap<>();
    JsonNode answer = tools.call("Accessibility.getFullAXTree").path("nodes");
    answer.forEach(node -> nodes.put(node.path("nodeId").asText(), node));
    return Spoken.of(answer.path(0), nodes);
  }

  /** Takes a picture of the whole page. */
  void picture(Path file) throws Exception {
    String data =
        tools
            .call("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
            .path("data")
            .asText();
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(data));
  }

  @Override
  public void close() {
    tools.close();
  }
}
