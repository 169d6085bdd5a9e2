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
package io.firewarden.agent.discovery;

import io.firewarden.model.FinalStatus;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an application ended, by what one source says.
 *
 * @param status {@link FinalStatus#UNKNOWN} when the source knows only that it is over
 * @param at when it ended by the source's clock, or null when the source does not tell
 * @param reason what people should know of it, such as {@code the driver's container was OOMKilled
 *     (exit code 137)}; one line of at most {@value #MAX_REASON} characters; empty when the source
 *     says nothing
 * @param source who says so: the source's name, without secrets
 */
public record Ending(FinalStatus status, @Nullable Instant at, String reason, String source) {
  public static final int MAX_REASON = 300;

  /** The source of what nobody says, but follows from silence. */
  public static final String AGENT = "firewarden";

  public Ending {
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(source, "source");
    String line = reason.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    reason = line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON - 3) + "...";
  }

  /** How it ended, to follow {@code Over:}, with the reason if one was given. */
  public String sentence() {
    String how =
        switch (status) {
          case SUCCEEDED -> "the application succeeded";
          case FAILED -> "the application failed";
          case KILLED -> "the application was killed";
          case LOST -> "the application was lost";
          case UNKNOWN -> "the application ended, and it is not known how";
        };
    return reason.isEmpty() ? how : how + ": " + reason;
  }

  /** It is over, and that is all that is known. */
  public static Ending unknown(@Nullable Instant at, String source) {
    return new Ending(FinalStatus.UNKNOWN, at, "", source);
  }
}
