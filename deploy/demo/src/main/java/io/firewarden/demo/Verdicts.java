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
package io.firewarden.demo;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the checks say, as the listener and the agent export it.
 *
 * @param unhealthy checks with a finding
 * @param healthy checks that found nothing although they had enough to judge
 */
record Verdicts(Set<Sighting> unhealthy, Set<Sighting> healthy) {
  private static final Pattern SERIES =
      Pattern.compile("firewarden_check_verdict\\{(?<labels>[^}]*)} 1(?:\\.0)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /** Reads a page of metrics; without one nothing is known. */
  static Verdicts read(URI metrics) {
    Verdicts verdicts = new Verdicts(new HashSet<>(), new HashSet<>());
    Web.text(metrics).ifPresent(page -> page.lines().forEach(verdicts::take));
    return verdicts;
  }

  private void take(String line) {
    Matcher series = SERIES.matcher(line);
    if (!series.lookingAt()) {
      return;
    }
    String application = "";
    String check = "";
    String verdict = "";
    Matcher label = LABEL.matcher(series.group("labels"));
    while (label.find()) {
      switch (label.group(1)) {
        case "app_name" -> application = label.group(2);
        case "check" -> check = label.group(2);
        case "verdict" -> verdict = label.group(2);
        default -> {}
      }
    }
    Sighting sighting = new Sighting(application, check);
    switch (verdict) {
      case "unhealthy" -> unhealthy.add(sighting);
      case "healthy" -> healthy.add(sighting);
      default -> {}
    }
  }
}
