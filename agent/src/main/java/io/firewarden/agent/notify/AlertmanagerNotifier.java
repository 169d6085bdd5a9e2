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
import io.firewarden.agent.access.AccessClients;
import io.firewarden.agent.alert.Alert;
import io.firewarden.alerts.check.HealthChecks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A Prometheus Alertmanager, told by its API v2 as Prometheus tells it: a firing alert ends a few
 * resend intervals from now unless it is sent again, so that it resolves when this agent is gone.
 */
final class AlertmanagerNotifier implements Notifier {
  /** As in Prometheus: three lost messages do not resolve an alert. */
  static final int VALID_FOR_RESENDS = 4;

  /** Where alerts are posted, below its base URL. */
  static final String API = "api/v2/alerts";

  private final String name;
  private final JsonPost post;
  private final AlertJson json;
  private final Duration validFor;

  /**
   * @param endpoint its API for alerts
   * @param resendInterval how often a firing alert is sent again
   */
  AlertmanagerNotifier(
      AccessClients client,
      String name,
      Endpoint endpoint,
      AlertJson json,
      Duration resendInterval) {
    this.name = name;
    this.post = new JsonPost(client, endpoint, /* tellsAnswer= */ true);
    this.json = json;
    this.validFor = validFor(resendInterval);
  }

  @Override
  public String name() {
    return "alertmanager/" + name;
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

  /**
   * How long what was sent stays valid: some messages may be lost, and an alert that is kept firing
   * for a while after its condition was last seen, during which it is not sent, must not end
   * before.
   */
  private static Duration validFor(Duration resendInterval) {
    Duration resends = resendInterval.multipliedBy(VALID_FOR_RESENDS);
    Duration longest =
        HealthChecks.alerts().stream()
            .map(check -> check.alert().keepFiringFor())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    Duration kept = longest.plus(Schedule.AFTER_PROMETHEUS).plus(resendInterval);
    return resends.compareTo(kept) > 0 ? resends : kept;
  }
}
