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
package io.firewarden.listener.push;

import java.time.Duration;

/** What became of one push. */
sealed interface PushResult {

  /** The agent has it. */
  record Delivered() implements PushResult {}

  /**
   * The agent does not have it.
   *
   * @param why what came instead, without secrets
   * @param notBefore how long the agent wants to be left alone
   * @param tooLarge whether the agent would take a smaller one
   */
  record Failed(String why, Duration notBefore, boolean tooLarge) implements PushResult {
    Failed(String why) {
      this(why, Duration.ZERO, false);
    }
  }
}
