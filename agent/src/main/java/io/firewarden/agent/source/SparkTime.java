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

import io.firewarden.agent.source.UnreadableException.Kind;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The form that moments have in Spark's REST answers: {@code 2026-11-22T09:01:07.079GMT}. */
final class SparkTime {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'GMT'", Locale.ROOT);

  private SparkTime() {}

  /** The moment, or null for null. */
  static @Nullable Instant parse(@Nullable String text) throws UnreadableException {
    if (text == null) {
      return null;
    }
    try {
      return LocalDateTime.parse(text, FORM).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new UnreadableException(
          Kind.NOT_JSON,
          "a time in the answer must look like 2026-11-22T09:01:07.079GMT, but is "
              + text.substring(0, Math.min(text.length(), 40)));
    }
  }
}
