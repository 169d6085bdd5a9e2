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
package io.firewarden.agent.source;

import java.time.Duration;
import java.util.function.Function;

/**
 * A place from which the state of one application can be read, again and again. Reads do not
 * overlap: the caller waits for one to end before it asks for the next.
 */
public interface SnapshotSource {

  /**
   * Reads the application now. Never throws: what goes wrong is {@link Reading.Unavailable}.
   *
   * @param taskLimit how long a task may run in an application of that name. A source to which that
   *     is costly may still tell of an oldest running task that has ended, while that task would be
   *     younger than a minute and than a quarter of the limit, and of how stages spread over their
   *     tasks only where a task has run longer; zero when no limit is known
   */
  Reading read(Function<String, Duration> taskLimit);

  /** Reads the application now, with no running task but those that run. */
  default Reading read() {
    return read(name -> Duration.ZERO);
  }

  /** Its address for people and labels, without secrets. */
  String name();
}
