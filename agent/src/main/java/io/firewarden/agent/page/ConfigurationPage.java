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
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.p;
import static j2html.TagCreator.text;

import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Grid;
import io.firewarden.agent.page.application.Limit;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page of the configuration in force: every setting by its name, secrets left out. */
final class ConfigurationPage {
  private static final String GENERAL = "general";

  private ConfigurationPage() {}

  static DomContent content(Picture picture) {
    AgentConfig config = picture.config();
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    sections.put(GENERAL, new LinkedHashMap<>());
    Settings.of(config)
        .forEach(
            (path, value) -> {
              int end = path.indexOf('.');
              String section = end < 0 ? GENERAL : path.substring(0, end).replaceAll("\\[.*", "");
              sections.computeIfAbsent(section, key -> new LinkedHashMap<>()).put(path, value);
            });
    List<DomContent> parts = new ArrayList<>();
    sections.forEach((name, settings) -> parts.add(part(name, settings)));
    return div(
        h1("Configuration in force"),
        p("As the agent has read it, with the defaults. Secrets are not shown."),
        each(parts.stream()),
        limits(config));
  }

  private static DomContent part(String name, Map<String, String> settings) {
    Elements.Facts facts = Elements.Facts.below();
    settings.forEach((path, value) -> facts.add(Elements.clipped(path, Elements.NAME), value));
    return Elements.part("section-" + name, name, div(facts.build()).withClasses("wide", "list"));
  }

  private static DomContent limits(AgentConfig config) {
    ThresholdValues values = config.thresholds().forApplication("");
    Grid grid = Grid.ofCards("Limits of the checks", "Limit", "Value", "Default");
    for (Threshold threshold : Threshold.values()) {
      grid.row(
          code(threshold.check().id() + "." + threshold.key()),
          text(Limit.value(threshold, values.get(threshold))),
          text(Limit.value(threshold, threshold.defaultValue())));
    }
    return Elements.part(
        "thresholds",
        "thresholds",
        grid.build(),
        p("An application's own page shows the limits that hold for it, overrides included.")
            .withClass("soft"));
  }
}
