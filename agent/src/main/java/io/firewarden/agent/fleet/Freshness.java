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
package io.firewarden.agent.fleet;

import io.firewarden.agent.poll.Observation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How old a reading may be to tell of now, which depends on how often its source is read. */
final class Freshness {
  /** It is the poller's task to tell of silence; this is for when it does not come to it. */
  private static final Duration PUSH_SLACK = Duration.ofSeconds(30);

  private final Duration pushed;
  private final Map<String, Duration> bySource = new HashMap<>();
  private Duration others;

  /**
   * @param polled of sources that are read at the interval of all
   * @param expire of what is pushed, without any slack
   */
  Freshness(Duration polled, Duration expire) {
    this.others = polled;
    this.pushed = PUSH_SLACK.plus(expire);
  }

  /** Changes it for sources that are read at the interval of all. */
  void others(Duration age) {
    others = age;
  }

  /** A source is read at an interval of its own from now on. */
  void paced(Observation.Paced paced) {
    bySource.put(paced.source(), paced.staleAfter());
  }

  void forget(String source) {
    bySource.remove(source);
  }

  /** That of what is pushed. */
  Duration ofPushed() {
    return pushed;
  }

  /** That of what is read at a source. */
  Duration of(String source) {
    return bySource.getOrDefault(source, others);
  }
}
