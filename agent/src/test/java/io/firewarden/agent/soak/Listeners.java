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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.poll.PushOutcome;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The listeners in the drivers that push. */
final class Listeners {
  private static final int NO_CONTENT = 204;

  private final SoakedAgent agent;
  private final InstantSource clock;
  private final Set<String> over = new HashSet<>();

  /** By how much the clocks of some are ahead: those who push over HTTP meet the server's clock. */
  private final Map<String, Duration> ahead = new HashMap<>();

  Listeners(SoakedAgent agent, InstantSource clock) {
    this.agent = agent;
    this.clock = clock;
  }

  /** Has all of them push that run, and those that have ended say so once. */
  void push(Collection<Life> lives) {
    Instant now = clock.instant();
    Set<String> there = new HashSet<>();
    for (Life life : lives) {
      there.add(life.id());
      if (life.kind().pushes()
          && !life.isWaiting(now)
          && (!life.isOver(now) || (life.kind().saysGoodbye() && over.add(life.id())))) {
        push(life, now);
      }
    }
    over.retainAll(there);
    ahead.keySet().retainAll(there);
  }

  private void push(Life life, Instant now) {
    if (life.kind() != Kind.PUSHES_OVER_HTTP) {
      assertThat(agent.push(snapshot(life, now))).isEqualTo(PushOutcome.ACCEPTED);
      return;
    }
    Duration by = ahead.computeIfAbsent(life.id(), id -> Duration.between(now, Instant.now()));
    assertThat(agent.pushOverHttp(snapshot(life.shifted(by), now.plus(by)))).isEqualTo(NO_CONTENT);
  }

  private static ApplicationSnapshot snapshot(Life life, Instant now) {
    return life.isOver(now)
        ? life.lastSnapshot(now)
        : life.snapshot(now, SourceKind.LISTENER, null);
  }
}
