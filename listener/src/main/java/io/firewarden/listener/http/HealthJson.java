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
package io.firewarden.listener.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Verdict;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A health report as JSON. */
final class HealthJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private HealthJson() {}

  static String write(HealthReport report) {
    Map<String, Object> verdicts = new LinkedHashMap<>();
    report.verdicts().forEach((check, verdict) -> verdicts.put(check.id(), verdict(verdict)));
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("appId", report.application().id());
    root.put("appName", report.application().name());
    root.put("at", report.at().toString());
    root.put("health", report.health().label());
    root.put("verdicts", verdicts);
    try {
      return MAPPER.writeValueAsString(root) + '\n';
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a health report cannot be written as JSON", e);
    }
  }

  private static Map<String, Object> verdict(Verdict verdict) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("verdict", verdict.label());
    if (verdict instanceof Verdict.Healthy healthy) {
      fields.put("summary", healthy.summary());
    } else if (verdict instanceof Verdict.Inconclusive inconclusive) {
      fields.put("reason", inconclusive.reason().name().toLowerCase(Locale.ROOT));
      fields.put("detail", inconclusive.detail());
    } else if (verdict instanceof Verdict.Unhealthy unhealthy) {
      fields.put("findings", unhealthy.findings().stream().map(Finding::fields).toList());
    }
    return fields;
  }
}
