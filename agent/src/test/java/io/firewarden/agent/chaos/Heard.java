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
package io.firewarden.agent.chaos;

import java.time.Instant;
import java.util.SortedMap;

/**
 * One alert that a receiver has accepted.
 *
 * @param receiver its name
 * @param labels the alert's identity
 * @param at when, in true time
 * @param shownAt what the agent's clock showed then
 * @param firing whether it fires; else it is over
 * @param startsAt as it was told
 * @param endsAt as it was told
 * @param answered whether the agent was told that it was accepted
 */
record Heard(
    String receiver,
    SortedMap<String, String> labels,
    Instant at,
    Instant shownAt,
    boolean firing,
    Instant startsAt,
    Instant endsAt,
    boolean answered) {

  String name() {
    return labels.getOrDefault("alertname", "");
  }

  String application() {
    return labels.getOrDefault("app_id", "");
  }

  String source() {
    return labels.getOrDefault("source", "");
  }

  boolean isAlertmanager() {
    return receiver.equals(Trouble.ALERTMANAGER);
  }
}
