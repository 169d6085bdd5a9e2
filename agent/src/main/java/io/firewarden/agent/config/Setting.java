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
package io.firewarden.agent.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration as it holds.
 *
 * @param key the whole key, such as {@code poll.interval}
 * @param value as it is written in a file: a text, number, list or mapping; {@link #HIDDEN} for
 *     what may be a secret; null when there is none
 * @param given whether the file gives it; otherwise it is the default
 */
public record Setting(String key, @Nullable Object value, boolean given) {
  /** What stands for a value that nobody may see. */
  public static final String HIDDEN = "(hidden)";

  public Setting {
    Objects.requireNonNull(key, "key");
  }
}
