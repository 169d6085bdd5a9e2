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

import io.firewarden.alerts.advice.Advice;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Verdict;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A health report as JSON. */
final class HealthJson {
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
    StringBuilder out = new StringBuilder(1024);
    append(out, root);
    return out.append('\n').toString();
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
      fields.put("findings", unhealthy.findings().stream().map(HealthJson::finding).toList());
    }
    return fields;
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("alert", finding.alert().name());
    fields.put("severity", finding.alert().severity().label());
    fields.put("scope", finding.alert().scope().label());
    fields.put("summary", finding.summary());
    fields.put(
        "evidence",
        finding.evidence().stream()
            .map(each -> ordered("subject", each.subject(), "value", each.value()))
            .toList());
    fields.put("advice", advice(finding.advice()));
    return fields;
  }

  private static Map<String, Object> advice(Advice advice) {
    List<Map<String, Object>> changes =
        advice.changes().stream()
            .map(each -> ordered("key", each.key(), "value", each.value(), "why", each.why()))
            .toList();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cause", advice.cause());
    fields.put("changes", changes);
    return fields;
  }

  private static Map<String, Object> ordered(String... keysAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      fields.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return fields;
  }

  private static void append(StringBuilder out, Object value) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        quote(out, String.valueOf(entry.getKey()));
        out.append(':');
        append(out, entry.getValue());
        separator = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof Collection<?> list) {
      String separator = "[";
      for (Object each : list) {
        out.append(separator);
        append(out, each);
        separator = ",";
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else {
      quote(out, String.valueOf(value));
    }
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
