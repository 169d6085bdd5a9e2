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
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.config.Setting;
import io.firewarden.agent.page.html.Elements;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page of the configuration in force: each setting as a person may see it. */
final class ConfigurationPage {
  private static final String GENERAL = "general";
  private static final int MOST = 1000;

  private ConfigurationPage() {}

  static DomContent content(Picture picture) {
    LoadedConfig loaded = picture.loaded();
    Map<String, List<Setting>> sections = new LinkedHashMap<>();
    loaded.settings().stream()
        .filter(setting -> !setting.key().equals(LimitsSection.KEY))
        .limit(MOST)
        .forEach(
            setting ->
                sections
                    .computeIfAbsent(section(setting.key()), key -> new ArrayList<>())
                    .add(setting));
    List<DomContent> parts = new ArrayList<>();
    sections.forEach((name, settings) -> parts.add(part(name, settings)));
    return div(
        h1("Configuration in force"),
        loaded.file() == null
            ? p("No file was read: every setting is its default.")
            : p(
                text("From "),
                code(Elements.foreign(loaded.file().toString())),
                text(", with the defaults of what it does not set. Secrets are hidden.")),
        each(parts.stream()),
        LimitsSection.of(picture.config().thresholds()));
  }

  private static String section(String key) {
    int end = key.indexOf('.');
    return end < 0 ? GENERAL : key.substring(0, end).replaceAll("\\[.*", "");
  }

  private static DomContent part(String name, List<Setting> settings) {
    Elements.Facts facts = Elements.Facts.below();
    for (Setting setting : settings) {
      Object value = setting.value();
      facts.add(
          Elements.clipped(setting.key(), Elements.NAME),
          each(
              value == null
                  ? span("not set").withClass("soft")
                  : Elements.foreign(String.valueOf(value)),
              value == null || setting.given() ? text("") : span(" (default)").withClass("soft")));
    }
    return Elements.part("section-" + name, name, div(facts.build()).withClasses("wide", "list"));
  }
}
