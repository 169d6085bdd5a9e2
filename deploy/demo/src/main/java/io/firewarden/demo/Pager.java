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

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where alerts go: Alertmanager, when it is installed, and behind it the receiver of pages. */
final class Pager {
  /** Where alerts say that Grafana is; the demo starts none. */
  static final String GRAFANA = "http://127.0.0.1:3000";

  private final WebhookReceiver receiver;
  private final @Nullable URI alertmanager;

  private Pager(WebhookReceiver receiver, @Nullable URI alertmanager) {
    this.receiver = receiver;
    this.alertmanager = alertmanager;
  }

  static Pager start(Children children, Layout layout) {
    WebhookReceiver receiver = WebhookReceiver.start(layout.work().resolve("pages.jsonl"));
    Optional<String> program = Programs.find("prometheus-alertmanager", "alertmanager");
    if (program.isEmpty()) {
      return new Pager(receiver, null);
    }
    int port = Ports.free();
    String configuration =
        """
        route:
          receiver: demo
          group_by: [alertname, cluster, app_id]
          group_wait: 1s
          group_interval: 5s
          repeat_interval: 4h
        receivers:
          - name: demo
            webhook_configs:
              - url: %s
                send_resolved: true
        """
            .formatted(receiver.url());
    children.start(
        "alertmanager",
        List.of(
            program.get(),
            "--config.file=" + layout.write("alertmanager.yaml", configuration),
            "--storage.path=" + layout.work().resolve("alertmanager"),
            "--web.listen-address=127.0.0.1:" + port,
            "--cluster.listen-address="),
        Map.of());
    return new Pager(receiver, Web.local(port, ""));
  }

  boolean hasAlertmanager() {
    return alertmanager != null;
  }

  /** Its base URL, or null when it is not installed. */
  @Nullable URI alertmanager() {
    return alertmanager;
  }

  /** Where the agent tells the receiver by itself. */
  URI receiver() {
    return receiver.directUrl();
  }

  /** What was delivered so far. */
  List<WebhookReceiver.Page> pages() {
    return receiver.pages();
  }

  boolean isReady() {
    return alertmanager == null || Web.text(URI.create(alertmanager + "/-/ready")).isPresent();
  }

  void close() {
    receiver.close();
  }
}
