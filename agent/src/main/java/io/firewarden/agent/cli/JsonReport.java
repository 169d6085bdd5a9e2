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

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import io.firewarden.model.Gap;
import java.util.Map;

/**
 * The JSON form of a check's outcome. Its fields are an interface: {@code schemaVersion} is raised
 * when one is renamed, removed or changes its meaning, not when one is added.
 *
 * <pre>{@code
 * {"schemaVersion": 1, "health": "healthy|warning|critical|unknown", "exitCode": 0, "source": URL,
 *  "error": why,                                     // only when it could not be read
 *  "application": {"id", "name", "user", "sparkVersion", "startedAt"},
 *  "at": moment of the data, "windowSeconds": number or null, "gaps": [names],
 *  "checks": [{"check": id, "verdict": "healthy|unhealthy|inconclusive", "summary": text,
 *    "reason": why inconclusive,
 *    "findings": [{"alert", "severity", "scope", "summary", "evidence": [{"subject", "value"}],
 *      "cause", "changes": [{"key", "value", "why"}]}]}]}
 * }</pre>
 */
final class JsonReport {
  private static final int SCHEMA_VERSION = 1;
  private static final JsonMapper MAPPER = new JsonMapper();

  private JsonReport() {}

  static String of(Outcome outcome) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("schemaVersion", SCHEMA_VERSION);
    root.put("health", outcome.health().label());
    root.put("exitCode", outcome.health().exitCode());
    root.put("source", outcome.source());
    if (outcome instanceof Outcome.Unreadable unreadable) {
      root.put("error", unreadable.why());
      root.putArray("checks");
    } else if (outcome instanceof Outcome.Judged judged) {
      judged(root, judged);
    }
    return root.toPrettyString();
  }

  private static void judged(ObjectNode root, Outcome.Judged judged) {
    Application application = judged.report().application();
    ObjectNode about = root.putObject("application");
    about.put("id", application.id());
    about.put("name", application.name());
    about.put("user", application.user());
    about.put("sparkVersion", application.sparkVersion());
    about.put("startedAt", application.startedAt().toString());
    root.put("at", judged.report().at().toString());
    root.put(
        "windowSeconds",
        judged.window().length().map(length -> length.toMillis() / 1000.0).orElse(null));
    ArrayNode gaps = root.putArray("gaps");
    judged.window().current().gaps().stream().map(Gap::name).forEach(gaps::add);
    ArrayNode checks = root.putArray("checks");
    for (Map.Entry<CheckId, Verdict> entry : judged.report().verdicts().entrySet()) {
      ObjectNode check = checks.addObject();
      check.put("check", entry.getKey().id());
      check.put("verdict", entry.getValue().label());
      check.put("summary", Summary.of(entry.getValue()));
      if (entry.getValue() instanceof Verdict.Inconclusive inconclusive) {
        check.put("reason", inconclusive.reason().name());
      }
      if (entry.getValue() instanceof Verdict.Unhealthy unhealthy) {
        check.set(
            "findings",
            MAPPER.valueToTree(unhealthy.findings().stream().map(Finding::fields).toList()));
      }
    }
  }
}
