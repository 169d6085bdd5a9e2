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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.advice.Advice;
import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Evidence;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Scope;
import io.firewarden.alerts.check.Severity;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthJsonTest {
  private static final Map<CheckId, Verdict> WELL =
      Map.of(CheckId.GC_TIME, new Verdict.Healthy("no GC"));
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void writesEachKindOfVerdict() {
    Finding finding =
        new Finding(
            new AlertDefinition(
                "SparkGcTimeHigh", Severity.CRITICAL, Scope.APP, Duration.ofMinutes(1)),
            "GC took 20 %",
            List.of(new Evidence("executor 1", "20 %")),
            new Advice(
                "small heap",
                List.of(new Advice.SettingChange("spark.executor.memory", "4g", "2 x 2g")),
                List.of("unpersist")));

    assertThat(
            json(
                "nightly",
                Map.of(
                    CheckId.GC_TIME, new Verdict.Unhealthy(List.of(finding)),
                    CheckId.LOCALITY, new Verdict.Healthy("90 % local"),
                    CheckId.LONG_TASK,
                        new Verdict.Inconclusive(Verdict.Reason.NO_WINDOW, "no earlier reading"))))
        .isEqualTo(
            """
            {"appId":"app-1","appName":"nightly","at":"2026-11-22T10:00:00Z",\
            "health":"critical","verdicts":{\
            "gc-time":{"verdict":"unhealthy","findings":[{"alert":"SparkGcTimeHigh",\
            "severity":"critical","scope":"app","summary":"GC took 20 %",\
            "evidence":[{"subject":"executor 1","value":"20 %"}],\
            "cause":"small heap","changes":[{"key":"spark.executor.memory",\
            "value":"4g","why":"2 x 2g"}],"steps":["unpersist"]}]},\
            "locality":{"verdict":"healthy","summary":"90 % local"},\
            "long-task":{"verdict":"inconclusive","reason":"no_window",\
            "detail":"no earlier reading"}}}
            """);
  }

  @Test
  void escapesWhatAnApplicationMayPutIntoItsName() {
    assertThat(json("a\"b\\c\n\u0000é", WELL)).contains("\"appName\":\"a\\\"b\\\\c\\n\\u0000é\"");
  }

  private static String json(String appName, Map<CheckId, Verdict> verdicts) {
    Application application =
        new Application("app-1", appName, "spark", "3.5.9", false, null, AT, null);
    return HealthJson.write(new HealthReport(application, AT, verdicts));
  }
}
