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

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import io.firewarden.alerts.check.CheckId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Alerts for tests. */
final class Alerts {
  static final Instant FIRED = Instant.parse("2026-03-01T10:01:00Z");

  private Alerts() {}

  static Alert firing(String name, String appId) {
    return alert(name, appId, AlertState.FIRING, null);
  }

  static Alert resolved(String name, String appId, Instant at) {
    return alert(name, appId, AlertState.RESOLVED, at);
  }

  static Alert pending(String name, String appId) {
    return alert(name, appId, AlertState.PENDING, null);
  }

  static Alert alert(String name, String appId, AlertState state, Instant resolvedAt) {
    return new Alert(
        new TreeMap<>(
            Map.of(
                "alertname", name,
                "cluster", "prod",
                "severity", "critical",
                "scope", "app",
                "app_id", appId,
                "app_name", "nächtlich \"1\"\n\\")),
        new TreeMap<>(
            Map.of("summary", "GC takes 23 % \u2014 \"zu viel\" \uD83D\uDD25\u2028", "x", name)),
        CheckId.GC_TIME,
        state,
        Duration.ofMinutes(1),
        FIRED.minusSeconds(60),
        state == AlertState.PENDING ? null : FIRED,
        resolvedAt,
        FIRED,
        FIRED);
  }

  /** An alert that tells all that an alert can tell. */
  static Alert telling() {
    Alert alert = firing("SparkGcTimeHigh", "application_1_0007");
    TreeMap<String, String> labels = new TreeMap<>(alert.labels());
    labels.put("app_name", "nightly-etl");
    return with(
        new Alert(
            labels,
            new TreeMap<>(),
            alert.check(),
            alert.state(),
            alert.holdFor(),
            alert.since(),
            alert.firedAt(),
            null,
            alert.confirmedAt(),
            alert.readAt()),
        Map.of(
            "summary", "GC takes 23.4 % of task time, more than 15 %",
            "description",
                """
                executor 3: 23.4 % of 41 s task time
                Likely cause: the heap is too small for what the tasks hold
                Set spark.executor.memory=4g: twice the 2g of now\
                """,
            "runbook_url", "http://warden.example/runbooks/SparkGcTimeHigh",
            "dashboard_url", "http://grafana.example/d/spark-app?var-cluster=prod&var-app_id=7",
            "team", "payments"));
  }

  /** The same alert when it is over. */
  static Alert over(Alert alert) {
    TreeMap<String, String> told = new TreeMap<>(alert.annotations());
    told.put("resolution", "the condition no longer holds");
    return new Alert(
        alert.labels(),
        told,
        alert.check(),
        AlertState.RESOLVED,
        alert.holdFor(),
        alert.since(),
        alert.firedAt(),
        FIRED.plusSeconds(30),
        alert.confirmedAt(),
        alert.readAt());
  }

  /** The same alert, with these annotations too. */
  static Alert with(Alert alert, Map<String, String> annotations) {
    TreeMap<String, String> told = new TreeMap<>(alert.annotations());
    told.putAll(annotations);
    return alert.annotated(told);
  }
}
