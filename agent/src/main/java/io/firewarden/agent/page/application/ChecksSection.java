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
package io.firewarden.agent.page.application;

import static j2html.TagCreator.article;
import static j2html.TagCreator.code;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;
import static j2html.TagCreator.ul;

import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Grid;
import io.firewarden.agent.page.html.Tone;
import io.firewarden.alerts.advice.Advice;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Evidence;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.HealthChecks;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.alerts.threshold.ThresholdValues;
import j2html.tags.DomContent;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The verdict of every check on an application, the worst first: with its evidence, the limits that
 * held, what to do about it, and the runbook.
 */
public final class ChecksSection {
  private final Elements elements;

  public ChecksSection(Elements elements) {
    this.elements = elements;
  }

  public DomContent content(Fleet.ApplicationView view) {
    if (view.report() == null) {
      return text("");
    }
    List<Map.Entry<CheckId, Verdict>> verdicts =
        view.report().verdicts().entrySet().stream()
            .sorted(Comparator.comparing(entry -> Tone.of(entry.getValue())))
            .toList();
    boolean current = view.isCurrent();
    ThresholdValues limits =
        view.thresholds() == null ? ThresholdValues.DEFAULTS : view.thresholds();
    return Elements.part(
        "checks",
        current ? "Checks" : "Checks, as they were at the last reading",
        each(
            verdicts.stream()
                .filter(entry -> entry.getValue() instanceof Verdict.Unhealthy)
                .map(
                    entry ->
                        unhealthy(
                            entry.getKey(),
                            (Verdict.Unhealthy) entry.getValue(),
                            limits,
                            current))),
        others(
            verdicts.stream()
                .filter(entry -> !(entry.getValue() instanceof Verdict.Unhealthy))
                .toList(),
            limits,
            current));
  }

  private DomContent unhealthy(
      CheckId check, Verdict.Unhealthy verdict, ThresholdValues limits, boolean current) {
    Tone tone = current ? Tone.of(verdict) : Tone.UNKNOWN;
    String id = "check-" + check.id();
    return article(
            h3(text(check.id() + " "), tag(verdict, current)).withId(id),
            each(verdict.findings(), ChecksSection::finding),
            p("Limits: " + Limit.all(check, limits)).withClass("soft"),
            p(runbooks(check, "Runbook ")).withClass("links"))
        .withClasses("check", tone.css())
        .attr("aria-labelledby", id);
  }

  private DomContent others(
      List<Map.Entry<CheckId, Verdict>> verdicts, ThresholdValues limits, boolean current) {
    if (verdicts.isEmpty()) {
      return text("");
    }
    Grid grid =
        Grid.ofCards("Checks that found nothing", "Check", "Verdict", "Says", "Limits", "Runbook")
            .sentences("Says", "Limits", "Runbook");
    verdicts.forEach(
        entry -> {
          Verdict verdict = entry.getValue();
          String says =
              verdict instanceof Verdict.Inconclusive inconclusive
                  ? inconclusive.detail()
                  : verdict instanceof Verdict.Healthy healthy ? healthy.summary() : "";
          grid.row(
              text(entry.getKey().id()),
              tag(verdict, current),
              Elements.foreign(says),
              text(Limit.all(entry.getKey(), limits)),
              runbooks(entry.getKey(), ""));
        });
    return grid.build();
  }

  /** A verdict of the past tells nothing of now: that all was well then is no sign of health. */
  private static DomContent tag(Verdict verdict, boolean current) {
    Tone tone = Tone.of(verdict);
    String word = word(verdict, tone);
    return current
        ? Elements.tag(tone, word)
        : Elements.tag(
            Tone.UNKNOWN, verdict instanceof Verdict.Inconclusive ? word : "was " + word);
  }

  private static String word(Verdict verdict, Tone tone) {
    if (verdict instanceof Verdict.Inconclusive) {
      return tone == Tone.UNKNOWN ? "not known" : "not judged";
    }
    return switch (tone) {
      case BAD -> "critical";
      case WARN -> "warning";
      case IDLE -> "info";
      default -> "healthy";
    };
  }

  private static DomContent finding(Finding finding) {
    return div(
            p(Elements.foreign(finding.summary())).withClass("summary"),
            dl(each(finding.evidence(), ChecksSection::evidence)).withClass("facts"),
            advice(finding.advice()))
        .withClass("finding");
  }

  private static DomContent evidence(Evidence evidence) {
    return each(dt(Elements.foreign(evidence.subject())), dd(Elements.foreign(evidence.value())));
  }

  private static DomContent advice(Advice advice) {
    return div(
        p(span("Likely cause: ").withClass("soft"), Elements.foreign(advice.cause())),
        each(advice.changes(), ChecksSection::change),
        advice.steps().isEmpty()
            ? text("")
            : ul(each(advice.steps(), step -> li(Elements.foreign(step)))).withClass("steps"));
  }

  private static DomContent change(Advice.SettingChange change) {
    return p(
            text("Set "),
            code(Elements.clipped(change.key() + "=" + change.value(), Elements.SENTENCE)),
            span(Elements.foreign(change.why())).withClass("why"))
        .withClass("set");
  }

  private DomContent runbooks(CheckId check, String before) {
    return each(
        HealthChecks.alerts().stream()
            .filter(each -> each.check() == check)
            .map(each -> each.alert().name())
            .distinct()
            .map(name -> each(elements.runbook(name, before + name), text(" "))));
  }
}
