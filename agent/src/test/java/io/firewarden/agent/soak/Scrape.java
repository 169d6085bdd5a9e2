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
package io.firewarden.agent.soak;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The series of one answer to a scrape.
 *
 * @param counts how many there are of each name
 * @param applications the applications that each name has series of
 */
record Scrape(Map<String, Integer> counts, Map<String, Set<String>> applications) {
  private static final Pattern SERIES = Pattern.compile("^([a-z_]+)(\\{.*\\})? ");
  private static final Pattern APPLICATION = Pattern.compile("[{,]app_id=\"([^\"]*)\"");

  static Scrape of(String text) {
    Map<String, Integer> counts = new TreeMap<>();
    Map<String, Set<String>> applications = new TreeMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              Matcher series = SERIES.matcher(line);
              if (!series.find()) {
                throw new AssertionError("no series: " + line);
              }
              String name = series.group(1);
              counts.merge(name, 1, Integer::sum);
              Matcher application = APPLICATION.matcher(line);
              if (application.find()) {
                applications
                    .computeIfAbsent(name, key -> new TreeSet<>())
                    .add(application.group(1));
              }
            });
    return new Scrape(counts, applications);
  }

  /** Every application that has a series. */
  Set<String> allApplications() {
    Set<String> all = new TreeSet<>();
    applications.values().forEach(all::addAll);
    return all;
  }

  /** The applications of which one name has series. */
  Set<String> applicationsOf(String name) {
    return applications.getOrDefault(name, Set.of());
  }
}
