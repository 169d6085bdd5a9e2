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
package io.firewarden.agent.notify;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of one attempt to tell someone. */
public sealed interface Delivery {

  /** The receiver has it. */
  record Delivered() implements Delivery {}

  /**
   * It did not arrive, or may not have; it is worth trying again.
   *
   * @param after how long the receiver asks to be left alone, or null when it does not say
   * @param why the receiver, the rule and what came instead; shows no secret
   */
  record Retry(@Nullable Duration after, String why) implements Delivery {
    public Retry {
      Objects.requireNonNull(why, "why");
    }
  }

  /**
   * The receiver does not want it as it is.
   *
   * @param why the receiver, the rule and what came instead; shows no secret
   */
  record Rejected(String why) implements Delivery {
    public Rejected {
      Objects.requireNonNull(why, "why");
    }
  }
}
