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
package io.firewarden.agent.poll;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications that ran when an earlier run of the agent ended, until something is heard of
 * them. One of which nothing is heard for as long as an application may be silent is lost, by the
 * same rules as one that falls silent while the agent runs; the time without an agent does not
 * count.
 */
final class Unheard implements ObservationSink {
  private static final Duration CHECK = Duration.ofSeconds(15);
  private static final String WHY =
      "it was not found when the agent had been started again, and no source told how it ended";
  private static final Logger log = LoggerFactory.getLogger(Unheard.class);

  private final PollContext context;
  private final BooleanSupplier triedAll;
  private final Map<String, Earlier> byId;

  /**
   * @param triedAll whether all was tried where applications are looked for
   */
  Unheard(PollContext context, BooleanSupplier triedAll) {
    this.context = context;
    this.triedAll = triedAll;
    this.byId = context.unheard();
  }

  /** Takes over what an earlier run has left. */
  void restore(Collection<Earlier> earlier) {
    for (Earlier one : earlier) {
      context.sightings().restore(one.application().id(), one.seenAt(), context.now());
      byId.put(one.application().id(), one);
    }
  }

  /** Begins to give up what stays silent. */
  void start() {
    if (!byId.isEmpty()) {
      context.timer().after(CHECK, this::check);
    }
  }

  /** What is heard of goes on as any other. */
  @Override
  public void accept(Observation observation) {
    if (byId.isEmpty()) {
      return;
    }
    if (observation instanceof Observation.Judged judged) {
      byId.remove(judged.snapshot().application().id());
    } else if (observation instanceof Observation.Ended ended) {
      byId.remove(ended.application().id());
    } else if (observation instanceof Observation.Vanished vanished) {
      byId.remove(vanished.application().id());
    } else if (observation instanceof Observation.Unwatched unwatched) {
      byId.remove(unwatched.application().id());
    }
  }

  private void check() {
    try {
      if (triedAll.getAsBoolean()) {
        byId.values().forEach(one -> context.givesUp(one.application(), WHY));
      }
    } catch (Throwable e) { // an Error ends one check, not all
      log.error("the applications of an earlier run could not be checked", e);
    } finally {
      start();
    }
  }
}
