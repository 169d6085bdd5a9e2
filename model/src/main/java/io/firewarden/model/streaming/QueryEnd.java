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
package io.firewarden.model.streaming;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a streaming query ended.
 *
 * @param at when
 * @param failed whether an exception ended it
 * @param errorClass Spark's error class of the exception, such as {@code STREAM_FAILED}; null when
 *     there is none or Spark does not tell
 */
public record QueryEnd(Instant at, boolean failed, @Nullable String errorClass) {

  public QueryEnd {
    Objects.requireNonNull(at, "at");
  }
}
