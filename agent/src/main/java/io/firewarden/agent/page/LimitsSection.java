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

import static j2html.TagCreator.code;
import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.firewarden.agent.page.application.Limit;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Grid;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.Thresholds;
import j2html.tags.DomContent;
import java.util.List;

/** The table of the limits in force: what each is, for which applications, and who says so. */
final class LimitsSection {
  /** Where limits stand in the configuration. */
  static final String KEY = "thresholds";

  private LimitsSection() {}

  static DomContent of(Thresholds thresholds) {
    Grid grid =
        Grid.ofCards("Limits of the checks", "Limit", "Value", "Applications", "Set by")
            .sentences("Applications", "Set by");
    for (Threshold threshold : Threshold.values()) {
      addOverrides(grid, threshold, thresholds.overrides());
      Double given = thresholds.defaults().configured().get(threshold);
      double value = given == null ? threshold.defaultValue() : given;
      grid.row(
          name(threshold),
          text(Limit.value(threshold, value)),
          text(isOverridden(threshold, thresholds) ? "all others" : "all"),
          given == null ? span("default").withClass("soft") : file(threshold, "defaults"));
    }
    return Elements.part(
        "limits",
        "Limits of the checks",
        grid.build(),
        p("Of several that match an application's name, the first counts. Its own page shows what"
                + " holds for it.")
            .withClass("soft"));
  }

  private static void addOverrides(
      Grid grid, Threshold threshold, List<Thresholds.AppOverride> overrides) {
    for (int i = 0; i < overrides.size(); i++) {
      Double value = overrides.get(i).values().get(threshold);
      if (value != null) {
        grid.row(
            name(threshold),
            text(Limit.value(threshold, value)),
            code(Elements.foreign(overrides.get(i).match().pattern())),
            file(threshold, "overrides[" + i + "]"));
      }
    }
  }

  private static boolean isOverridden(Threshold threshold, Thresholds thresholds) {
    return thresholds.overrides().stream().anyMatch(of -> of.values().containsKey(threshold));
  }

  private static DomContent name(Threshold threshold) {
    return code(threshold.check().id() + "." + threshold.key());
  }

  /** Where it stands, and what would hold otherwise. */
  private static DomContent file(Threshold threshold, String place) {
    return each(
        code(KEY + "." + place),
        span(" instead of " + Limit.value(threshold, threshold.defaultValue())).withClass("soft"));
  }
}
