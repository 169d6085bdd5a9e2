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

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firewarden.agent.alert.Alert;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import okhttp3.OkHttpClient;

/**
 * A Prometheus Alertmanager, told by its API v2 as Prometheus tells it: a firing alert ends a few
 * resend intervals from now unless it is sent again, so that it resolves when this agent is gone.
 */
final class AlertmanagerNotifier implements Notifier {
  /** As in Prometheus: three lost messages do not resolve an alert. */
  static final int VALID_FOR_RESENDS = 4;

  private final JsonPost post;
  private final AlertJson json;
  private final Duration validFor;

  /**
   * @param url the base URL
   * @param resendInterval how often a firing alert is sent again
   */
  AlertmanagerNotifier(OkHttpClient client, URI url, AlertJson json, Duration resendInterval) {
    String base = url.toString();
    this.post =
        new JsonPost(
            client,
            URI.create((base.endsWith("/") ? base : base + "/") + "api/v2/alerts"),
            /* tellsAnswer= */ true);
    this.json = json;
    this.validFor = resendInterval.multipliedBy(VALID_FOR_RESENDS);
  }

  @Override
  public String name() {
    return "alertmanager/" + post.authority();
  }

  @Override
  public Delivery send(List<Alert> batch, Instant now) {
    ArrayNode alerts = AlertJson.array();
    for (Alert alert : batch) {
      ObjectNode node = alerts.addObject();
      json.putIdentity(node, alert, now);
      Instant end = AlertJson.ended(alert, now);
      node.put("endsAt", AlertJson.text(end == null ? now.plus(validFor) : end));
    }
    return post.send(AlertJson.bytes(alerts), now);
  }
}
