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
package io.firewarden.agent.cli;

import io.firewarden.alerts.advice.Advice.SettingChange;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Evidence;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.Health;
import io.firewarden.alerts.check.Severity;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import io.firewarden.model.Gap;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The form of a check's outcome for people. */
final class TextReport {
  private static final int CHECK_WIDTH = 17;
  private static final int VERDICT_WIDTH = 14;
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintWriter out;
  private final boolean colours;
  private final @Nullable URI agent;

  /**
   * @param agent where the agent serves the runbooks, or null when that is not known
   */
  TextReport(PrintWriter out, boolean colours, @Nullable URI agent) {
    this.out = out;
    this.colours = colours;
    this.agent = agent;
  }

  void print(Outcome outcome) {
    if (outcome instanceof Outcome.Judged judged) {
      judged(judged);
    } else if (outcome instanceof Outcome.Unreadable unreadable) {
      // The first line is all that a probe shows.
      out.println(coloured("UNKNOWN", YELLOW) + ": " + unreadable.why());
      out.println();
      out.println(
          "Next: open the address in a browser; it must be the driver's Spark UI, which is");
      out.println("there only while the application runs and unless spark.ui.enabled is false.");
      out.println("Runbook: " + runbook("FirewardenSourceUnavailable"));
    }
  }

  private void judged(Outcome.Judged judged) {
    Application application = judged.report().application();
    Health health = judged.health();
    out.println(
        coloured(health.name(), colour(health))
            + ": "
            + clean(application.name())
            + " ("
            + application.id()
            + ", Spark "
            + application.sparkVersion()
            + "), "
            + judged
                .window()
                .length()
                .map(length -> "over " + length.toSeconds() + " s")
                .orElse("without rates"));
    out.println();
    row("CHECK", "VERDICT", "", "SUMMARY");
    for (Map.Entry<CheckId, Verdict> entry : judged.report().verdicts().entrySet()) {
      Verdict verdict = entry.getValue();
      row(entry.getKey().id(), verdict.label(), colour(verdict), Summary.of(verdict));
    }
    judged.report().findings().forEach(this::finding);
    if (!judged.window().current().gaps().isEmpty()) {
      out.println();
      out.println(
          "Not known from "
              + judged.source()
              + ": "
              + judged.window().current().gaps().stream()
                  .map(Gap::sentence)
                  .collect(Collectors.joining("; "))
              + ".");
    }
    next(judged);
  }

  private void finding(Finding finding) {
    out.println();
    out.println(
        coloured(finding.alert().severity().label(), colour(finding.alert().severity()))
            + " "
            + finding.alert().name()
            + ": "
            + clean(finding.summary()));
    for (Evidence evidence : finding.evidence()) {
      out.println("  " + clean(evidence.subject()) + ": " + clean(evidence.value()));
    }
    out.println("  Cause: " + clean(finding.advice().cause()));
    for (SettingChange change : finding.advice().changes()) {
      out.println("  Set " + change.key() + "=" + change.value() + ": " + change.why());
    }
    finding.advice().steps().forEach(step -> out.println("  " + clean(step)));
    out.println("  Runbook: " + runbook(finding.alert().name()));
  }

  private void next(Outcome.Judged judged) {
    out.println();
    switch (judged.health()) {
      case HEALTHY -> out.println("Next: nothing to do.");
      case WARNING, CRITICAL ->
          out.println(
              "Next: follow the runbook of the first finding: "
                  + runbook(judged.report().findings().get(0).alert().name()));
      case UNKNOWN -> out.println("Next: check again in a minute, when there is more to judge by.");
    }
  }

  private void row(String check, String verdict, String colour, String summary) {
    String padding = " ".repeat(Math.max(1, VERDICT_WIDTH - verdict.length()));
    String padded = String.format("%-" + CHECK_WIDTH + "s", check);
    out.println((padded + coloured(verdict, colour) + padding + clean(summary)).stripTrailing());
  }

  private String runbook(String alert) {
    if (agent == null) {
      return "alerts/runbooks/" + alert + ".md";
    }
    String base = agent.toString();
    return (base.endsWith("/") ? base : base + "/") + "runbooks/" + alert;
  }

  private String coloured(String text, String colour) {
    return colours && !colour.isEmpty() ? colour + text + PLAIN : text;
  }

  private static String colour(Health health) {
    return switch (health) {
      case HEALTHY -> GREEN;
      case WARNING, UNKNOWN -> YELLOW;
      case CRITICAL -> RED;
    };
  }

  private static String colour(Severity severity) {
    return severity == Severity.CRITICAL ? RED : YELLOW;
  }

  private static String colour(Verdict verdict) {
    if (verdict instanceof Verdict.Healthy) {
      return GREEN;
    }
    return verdict instanceof Verdict.Unhealthy ? RED : YELLOW;
  }

  /** Names come from users: what a terminal would obey is taken out. */
  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
