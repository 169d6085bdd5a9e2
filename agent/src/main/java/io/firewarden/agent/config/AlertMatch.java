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
package io.firewarden.agent.config;

import io.firewarden.alerts.check.Severity;
import io.firewarden.alerts.threshold.Glob;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Some alerts, by what they are about. A part that is null, or an empty set, says nothing; all
 * others must hold.
 *
 * @param severities any of these
 * @param alert a pattern for the alert's name
 * @param team a pattern for the team that owns the application
 * @param application a pattern for the application's name
 * @param cluster a pattern for the cluster
 */
public record AlertMatch(
    Set<Severity> severities,
    @Nullable String alert,
    @Nullable String team,
    @Nullable String application,
    @Nullable String cluster) {

  /** Every alert. */
  public static final AlertMatch ALL = new AlertMatch(Set.of(), null, null, null, null);

  public AlertMatch {
    severities = Set.copyOf(severities);
  }

  /** Whether these values are those of one of the alerts; an empty text is no value. */
  public boolean matches(
      Severity severity, String alert, String team, String application, String cluster) {
    return (severities.isEmpty() || severities.contains(severity))
        && fits(this.alert, alert)
        && fits(this.team, team)
        && fits(this.application, application)
        && fits(this.cluster, cluster);
  }

  /**
   * Whether every alert of another one is surely one of these. Patterns cover each other when they
   * are the same or when one is a text that the other matches; that is not all, but enough to find
   * most mistakes.
   */
  boolean covers(AlertMatch other) {
    boolean severe =
        severities.isEmpty()
            || (!other.severities.isEmpty() && severities.containsAll(other.severities));
    List<@Nullable String> mine = parts();
    List<@Nullable String> theirs = other.parts();
    for (int i = 0; i < mine.size(); i++) {
      if (!covers(mine.get(i), theirs.get(i))) {
        return false;
      }
    }
    return severe;
  }

  private List<@Nullable String> parts() {
    return java.util.Arrays.asList(alert, team, application, cluster);
  }

  private static boolean covers(@Nullable String pattern, @Nullable String other) {
    if (pattern == null || Objects.equals(pattern, other)) {
      return true;
    }
    return other != null
        && other.indexOf('*') < 0
        && other.indexOf('?') < 0
        && new Glob(pattern).matches(other);
  }

  private static boolean fits(@Nullable String pattern, String value) {
    return pattern == null || (!value.isEmpty() && new Glob(pattern).matches(value));
  }
}
