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

import static io.firewarden.agent.page.html.Elements.plural;

import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.page.html.Tone;
import io.firewarden.alerts.check.Health;
import io.firewarden.alerts.check.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to the first question, in one line. What comes first decides; nothing is called
 * healthy that was not read.
 *
 * @param tone how it stands
 * @param head the line
 * @param more what else is to be known; may be empty
 */
record Headline(Tone tone, String head, String more) {

  static Headline of(Picture picture) {
    long critical = picture.firing(Severity.CRITICAL);
    long firing = picture.count(AlertState.FIRING);
    String also = also(picture);
    if (critical > 0) {
      String others = firing > critical ? ", and " + plural(firing - critical, "other") : "";
      return new Headline(
          Tone.BAD,
          plural(critical, "critical alert is", "critical alerts are") + " firing" + others,
          also);
    }
    if (firing > 0) {
      return new Headline(
          Tone.WARN, plural(firing, "alert is", "alerts are") + " firing, none critical", also);
    }
    return picture.ready()
        ? quiet(picture, also)
        : new Headline(
            Tone.UNKNOWN, "The agent has just started", "It has not tried every source yet.");
  }

  private static Headline quiet(Picture picture, String also) {
    int dead = picture.failing().size();
    long unknown = picture.count(Health.UNKNOWN);
    int all = picture.applications().size();
    long ill = picture.count(Health.CRITICAL) + picture.count(Health.WARNING);
    if (dead > 0 || unknown > 0) {
      return new Headline(
          Tone.UNKNOWN,
          dead > 0
              ? plural(dead, "source") + " cannot be read"
              : "The health of " + plural(unknown, "application") + " is not known",
          "No alert is firing, but that says nothing of what is not read.");
    }
    if (all == 0) {
      return new Headline(
          Tone.UNKNOWN, "No application is running", "Every source was read and none has one.");
    }
    if (ill > 0) {
      return new Headline(
          Tone.WARN,
          plural(ill, "application shows", "applications show") + " a problem",
          ("No alert is firing yet. " + also).strip());
    }
    return new Headline(
        Tone.GOOD,
        all == 1 ? "The application is healthy" : "All " + all + " applications are healthy",
        also.isEmpty() ? "No alert is pending or firing." : also);
  }

  private static String also(Picture picture) {
    List<String> parts = new ArrayList<>();
    int dead = picture.failing().size();
    long unknown = picture.count(Health.UNKNOWN);
    long pending = picture.count(AlertState.PENDING);
    if (dead > 0) {
      parts.add(plural(dead, "source") + " cannot be read");
    }
    if (unknown > 0) {
      parts.add("the health of " + plural(unknown, "application") + " is not known");
    }
    if (pending > 0) {
      parts.add(plural(pending, "alert is", "alerts are") + " pending");
    }
    long muted = picture.muted();
    if (muted > 0) {
      parts.add(plural(muted, "alert is", "alerts are") + " muted");
    }
    String joined = String.join(", ", parts);
    return joined.isEmpty()
        ? ""
        : Character.toUpperCase(joined.charAt(0)) + joined.substring(1) + ".";
  }
}
