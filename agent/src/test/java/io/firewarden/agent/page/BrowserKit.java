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

import io.firewarden.agent.http.AgentServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The pages of a fleet at night, served by the real server to a real browser. */
abstract class BrowserKit {
  static final String ILL = "applications/app-20261122014452-0007";
  private static final String BLIND = "applications/app-20261122020115-0011";
  private static final String PENDING = "applications/application_1795312800000_0042";
  private static final String ENDED = "applications/app-20261122013131-0006";
  private static final String YAML =
      "cluster: prod\nlisten: 127.0.0.1:0\ngrafana-url: http://grafana.example\n";

  @TempDir static Path directory;
  static Tab tab;
  private static AgentServer server;

  @BeforeAll
  static void open() throws Exception {
    Browser browser = new Browser(directory);
    server = Fleets.night(Instant.now(), YAML).serve();
    tab = browser.open();
  }

  @AfterAll
  static void close() {
    if (tab != null) {
      tab.close();
      tab = null;
    }
    if (server != null) {
      server.close();
      server = null;
    }
  }

  /** Every kind of page, relative to the first. */
  static Stream<String> paths() {
    return Stream.of(
        "",
        "?q=sessions",
        "?q=nothing",
        "?state=ended",
        "alerts",
        "sources",
        "configuration",
        "runbooks/SparkGcTimeHigh",
        "runbooks/FirewardenSourceUnavailable",
        ILL,
        BLIND,
        PENDING,
        ENDED);
  }

  static String url(String path) {
    return "http://127.0.0.1:" + server.port() + "/" + path;
  }
}
