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

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.fleet.SourceShare;
import io.firewarden.agent.http.api.ApplicationDetail;
import io.firewarden.agent.http.api.ConfigJson;
import io.firewarden.agent.http.api.NotifiersJson;
import io.firewarden.agent.http.metrics.AgentMetrics;
import io.firewarden.agent.http.metrics.FleetMetrics;
import io.firewarden.agent.poll.DriverClock;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applications, sources and alerts as JSON, for the status page and for other programs. */
final class StatusJson {
  private static final ObjectMapper mapper = new ObjectMapper();

  private final AgentConfig config;
  private final Shown shown;
  private final InstantSource clock;

  StatusJson(AgentConfig config, Shown shown, InstantSource clock) {
    this.config = config;
    this.shown = shown;
    this.clock = clock;
  }

  String applications() {
    Instant now = clock.instant();
    ObjectNode root = root(now);
    ArrayNode list = root.putArray("applications");
    for (Fleet.ApplicationView view : shown.fleet().applications()) {
      put(list.addObject(), view, now);
    }
    ArrayNode pending = root.putArray("pending");
    shown.fleet().pending().forEach(view -> put(pending.addObject(), view, now));
    ArrayNode ended = root.putArray("ended");
    shown.fleet().ended().forEach(view -> put(ended.addObject(), view));
    putSources(root);
    return text(root);
  }

  String sources() {
    ObjectNode root = root(clock.instant());
    putSources(root);
    return text(root);
  }

  private void putSources(ObjectNode root) {
    ArrayNode sources = root.putArray("sources");
    for (Fleet.SourceView view : shown.fleet().sources()) {
      ObjectNode node = sources.addObject();
      node.put("source", view.source());
      put(node, "readAt", view.readAt());
      node.put("error", view.error());
      put(node, "errorSince", view.errorSince());
    }
  }

  String config() {
    ObjectNode root = root(clock.instant());
    ConfigJson.put(root, shown.config().get());
    return text(root);
  }

  /** All that is known of one application that runs, waits or has ended; empty when nothing is. */
  Optional<String> application(String id) {
    Instant now = clock.instant();
    ObjectNode root = root(now);
    for (Fleet.ApplicationView view : shown.fleet().applications()) {
      if (view.application().id().equals(id)) {
        root.put("state", "running");
        put(root.putObject("application"), view, now);
        if (view.snapshot() != null) {
          ApplicationDetail.put(root, view.snapshot());
        }
        return Optional.of(text(root));
      }
    }
    for (Fleet.PendingView view : shown.fleet().pending()) {
      if (view.application().id().equals(id)) {
        root.put("state", "pending");
        put(root.putObject("application"), view, now);
        return Optional.of(text(root));
      }
    }
    for (Fleet.EndedView view : shown.fleet().ended()) {
      if (view.snapshot().application().id().equals(id)) {
        root.put("state", "ended");
        put(root.putObject("application"), view);
        return Optional.of(text(root));
      }
    }
    return Optional.empty();
  }

  String alerts() {
    Instant now = clock.instant();
    ObjectNode root = root(now);
    ArrayNode list = root.putArray("alerts");
    for (Alert alert : shown.alerts().get()) {
      ObjectNode node = list.addObject();
      node.put("name", alert.name());
      node.put("state", alert.state().label());
      node.put("severity", alert.severity().label());
      put(node, "since", alert.since());
      put(node, "firedAt", alert.firedAt());
      put(node, "resolvedAt", alert.resolvedAt());
      put(node, "confirmedAt", alert.confirmedAt());
      putAll(node.putObject("labels"), alert.labels());
      putAll(node.putObject("annotations"), alert.annotations());
    }
    NotifiersJson.put(root, shown.notifiers().get(), now);
    return text(root);
  }

  private ObjectNode root(Instant now) {
    ObjectNode root = mapper.createObjectNode();
    root.put("cluster", config.cluster());
    root.put("version", AgentMetrics.version());
    put(root, "at", now);
    root.put("ready", shown.ready().getAsBoolean());
    return root;
  }

  private void put(ObjectNode node, Fleet.ApplicationView view, Instant now) {
    Application app = view.application();
    node.put("id", app.id());
    node.put("name", app.name());
    node.put("user", app.user());
    node.put("sparkVersion", app.sparkVersion());
    node.put("uiUrl", app.uiUrl());
    putAll(node.putObject("labels"), app.labels());
    put(node, "startedAt", app.startedAt());
    node.put("source", view.source());
    put(node, view.sources());
    node.put("health", FleetMetrics.health(view).label());
    node.put("current", view.isCurrent());
    ApplicationSnapshot snapshot = view.snapshot();
    Instant readAt = view.readAt();
    put(node, "readAt", readAt);
    node.put("ageSeconds", readAt == null ? null : Duration.between(readAt, now).toSeconds());
    node.put("stale", !view.isCurrent());
    node.put("error", view.error());
    put(node, "errorSince", view.errorSince());
    if (snapshot != null) {
      node.put("sourceKind", snapshot.source().name().toLowerCase(Locale.ROOT));
      node.put("executors", snapshot.workers().size());
      node.put("localMode", app.localMode());
      node.put("activeTasks", snapshot.activeTasks());
      node.put("pendingTasks", snapshot.pendingTasks());
      ArrayNode gaps = node.putArray("gaps");
      snapshot.gaps().forEach(gap -> gaps.add(gap.sentence()));
      long behind = readAt == null ? 0 : new DriverClock(snapshot, readAt).behind().toMinutes();
      if (behind != 0) {
        node.put(
            "driverClock",
            Math.abs(behind) + " min " + (behind > 0 ? "behind" : "ahead of") + " the agent's");
      }
    }
    ArrayNode checks = node.putArray("checks");
    if (view.report() != null) {
      view.report().verdicts().forEach((check, verdict) -> put(checks.addObject(), check, verdict));
    }
  }

  private static void put(ObjectNode node, Fleet.EndedView view) {
    Application app = view.application();
    node.put("id", app.id());
    node.put("name", app.name());
    node.put("user", app.user());
    node.put("sparkVersion", app.sparkVersion());
    putAll(node.putObject("labels"), app.labels());
    node.put("sourceKind", view.snapshot().source().name().toLowerCase(Locale.ROOT));
    node.put("finalStatus", view.ending().status().name().toLowerCase(Locale.ROOT));
    node.put("reason", view.ending().reason());
    node.put("toldBy", view.ending().source());
    put(node, "startedAt", app.startedAt());
    put(node, "endedAt", view.endedAt());
    node.put("durationSeconds", view.duration().toSeconds() + view.duration().toNanosPart() / 1e9);
    put(node, "toldAt", view.toldAt());
    put(node, view.sources());
  }

  private static void put(ObjectNode node, Fleet.PendingView view, Instant now) {
    Application app = view.application();
    node.put("id", app.id());
    node.put("name", app.name());
    node.put("user", app.user());
    putAll(node.putObject("labels"), app.labels());
    node.put("source", view.source());
    node.put("page", view.page());
    node.put("reason", view.why());
    put(node, "since", view.since());
    node.put("waitingSeconds", Math.max(0, Duration.between(view.since(), now).toSeconds()));
    put(node, view.sources());
  }

  private static void put(ObjectNode node, List<SourceShare> sources) {
    ArrayNode list = node.putArray("sources");
    for (SourceShare share : sources) {
      ObjectNode each = list.addObject();
      each.put("source", share.source());
      each.put("kind", share.kind().label());
      ArrayNode gives = each.putArray("gives");
      share.gives().forEach(fact -> gives.add(fact.label()));
    }
  }

  private static void put(ObjectNode node, CheckId check, Verdict verdict) {
    node.put("check", check.id());
    node.put("verdict", verdict.label());
    if (verdict instanceof Verdict.Healthy healthy) {
      node.put("text", healthy.summary());
    } else if (verdict instanceof Verdict.Inconclusive inconclusive) {
      node.put("text", inconclusive.detail());
      node.put("reason", inconclusive.reason().name().toLowerCase(Locale.ROOT));
      node.put("blind", inconclusive.reason().isBlind());
    } else if (verdict instanceof Verdict.Unhealthy unhealthy) {
      node.put("text", unhealthy.findings().get(0).summary());
      node.set(
          "findings",
          mapper.valueToTree(unhealthy.findings().stream().map(Finding::fields).toList()));
    }
  }

  private static void put(ObjectNode node, String name, @Nullable Instant instant) {
    node.put(name, instant == null ? null : instant.toString());
  }

  private static void putAll(ObjectNode node, Map<String, String> map) {
    map.forEach(node::put);
  }

  private static String text(ObjectNode root) {
    try {
      return mapper.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree of strings and numbers can always be written", e);
    }
  }
}
