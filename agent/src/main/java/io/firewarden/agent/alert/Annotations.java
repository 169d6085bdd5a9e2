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
package io.firewarden.agent.alert;

import io.firewarden.alerts.advice.Advice;
import io.firewarden.alerts.check.Evidence;
import io.firewarden.alerts.check.Finding;
import io.firewarden.model.Application;
import io.firewarden.model.metric.LabelText;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an alert tells to people, under the names that the Prometheus rules use too. */
final class Annotations {
  static final String SUMMARY = "summary";
  static final String DESCRIPTION = "description";
  static final String RUNBOOK = "runbook_url";
  static final String DASHBOARD = "dashboard_url";
  static final String DATA_AT = "data_at";
  static final String DATA_MISSING_SINCE = "data_missing_since";
  static final String RESOLUTION = "resolution";
  static final String NOT_SEEN_SINCE = "not_seen_since";
  static final String TEAM = "team";

  private final String externalUrl;
  private final @Nullable String grafanaUrl;

  /**
   * @param externalUrl where people reach the agent's pages
   * @param grafanaUrl where people reach Grafana, or null
   */
  Annotations(URI externalUrl, @Nullable URI grafanaUrl) {
    this.externalUrl = withoutSlash(externalUrl);
    this.grafanaUrl = grafanaUrl == null ? null : withoutSlash(grafanaUrl);
  }

  /** What a check found, and what to do about it. */
  SortedMap<String, String> of(Finding finding, Map<String, String> labels, Instant dataAt) {
    StringJoiner description = new StringJoiner("\n");
    for (Evidence evidence : finding.evidence()) {
      description.add(evidence.subject() + ": " + evidence.value());
    }
    Advice advice = finding.advice();
    description.add("Likely cause: " + advice.cause());
    for (Advice.SettingChange change : advice.changes()) {
      description.add("Set " + change.key() + "=" + change.value() + ": " + change.why());
    }
    advice.steps().forEach(step -> description.add("To do: " + step));
    return of(finding.summary(), description.toString(), labels, dataAt);
  }

  /**
   * A source that cannot be read.
   *
   * @param labels with those of the application behind it, where that is known
   */
  SortedMap<String, String> ofUnavailable(String why, Map<String, String> labels, Instant at) {
    String source = labels.getOrDefault(Alert.SOURCE, "");
    String whom =
        labels.containsKey(Alert.APP_NAME)
            ? "application " + labels.get(Alert.APP_NAME)
            : "the applications behind it";
    SortedMap<String, String> all =
        of(
            source + " cannot be read: nothing is known about the health of " + whom,
            why + "\nUntil it is read again, no alert of " + whom + " can fire or resolve.",
            labels,
            at);
    all.putAll(application(labels));
    return all;
  }

  /** Of sources that cannot be read and share one alert. */
  SortedMap<String, String> ofOutage(
      List<String> sources, Outage outage, Map<String, String> labels, Instant at) {
    SortedMap<String, String> all =
        of(
            sources.size()
                + " more sources cannot be read: nothing is known about what is behind them",
            "These are the ones beyond the first "
                + Outage.ALONE
                + ": "
                + Outage.named(sources)
                + "\n"
                + outage.commonest(sources)
                + "\nSo many at once have most likely one cause: this agent's network, a proxy, a"
                + " gateway, or what they all run on.",
            labels,
            at);
    String team = outage.team(sources);
    if (!team.isEmpty()) {
      all.put(TEAM, team);
    }
    return all;
  }

  /** What names an application among labels or annotations. */
  static SortedMap<String, String> application(Map<String, String> all) {
    SortedMap<String, String> names = new TreeMap<>(all);
    names.keySet().retainAll(List.of(Alert.APP_ID, Alert.APP_NAME));
    return names;
  }

  /** Something wrong with the agent itself. */
  SortedMap<String, String> ofFault(
      String summary, String why, Map<String, String> labels, Instant at) {
    return of(summary, why, labels, at);
  }

  private SortedMap<String, String> of(
      String summary, String description, Map<String, String> labels, Instant dataAt) {
    SortedMap<String, String> all = new TreeMap<>();
    all.put(SUMMARY, summary);
    all.put(DESCRIPTION, description);
    all.put(RUNBOOK, externalUrl + "/runbooks/" + encoded(labels.getOrDefault(Alert.NAME, "")));
    if (grafanaUrl != null) {
      all.put(
          DASHBOARD,
          grafanaUrl
              + "/d/spark-app?var-cluster="
              + encoded(labels.getOrDefault(Alert.CLUSTER, ""))
              + "&var-app_id="
              + encoded(labels.getOrDefault(Alert.APP_ID, "")));
    }
    all.put(DATA_AT, dataAt.truncatedTo(ChronoUnit.SECONDS).toString());
    return all;
  }

  /** Says that nothing has been known since the last reading. */
  static SortedMap<String, String> withMissingData(Map<String, String> all, Instant lastRead) {
    SortedMap<String, String> changed = new TreeMap<>(all);
    changed.put(DATA_MISSING_SINCE, lastRead.truncatedTo(ChronoUnit.SECONDS).toString());
    return changed;
  }

  static SortedMap<String, String> withoutMissingData(Map<String, String> all) {
    SortedMap<String, String> changed = new TreeMap<>(all);
    changed.remove(DATA_MISSING_SINCE);
    return changed;
  }

  /** Says whose the application is, when that is known. */
  static SortedMap<String, String> withTeam(
      SortedMap<String, String> all, @Nullable Application application) {
    String team = team(application);
    if (!team.isEmpty()) {
      all.put(TEAM, team);
    }
    return all;
  }

  /** The team that owns an application; empty when that is not known. */
  static String team(@Nullable Application application) {
    String team = application == null ? null : application.labels().get(TEAM);
    return team == null ? "" : LabelText.of(team);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String withoutSlash(URI uri) {
    String text = uri.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
