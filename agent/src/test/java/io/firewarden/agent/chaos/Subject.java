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

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The truth about one application.
 *
 * @param illness what it suffers from now and then
 * @param ill when it does, in order
 * @param endsAt when its driver goes; far away when it does not
 */
record Subject(String id, Illness illness, Instant startedAt, List<Spell> ill, Instant endsAt) {

  boolean isIll(Instant moment) {
    return ill.stream().anyMatch(spell -> spell.has(moment));
  }

  boolean isOver(Instant moment) {
    return !moment.isBefore(endsAt);
  }

  /** For how long it has been ill in all. */
  Duration illFor(Instant moment) {
    return ill.stream().map(spell -> spell.passed(moment)).reduce(Duration.ZERO, Duration::plus);
  }

  /** How often it has fallen ill and is well again. */
  long recoveries(Instant moment) {
    return ill.stream().filter(spell -> !spell.to().isAfter(moment)).count();
  }
}
