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

import java.util.Locale;

/** Thrown when an address did not give the expected JSON; the message says why, without secrets. */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as a caller acts on it. */
  public enum Kind {
    /** Nobody listens there: the connection was refused. */
    REFUSED,
    /** The name is unknown, no way leads there, or the connection broke. */
    NO_CONNECTION,
    /** Nothing, or not all, came in time. */
    TIMEOUT,
    /** The poll had used up its time before: it was not asked. */
    OUT_OF_TIME,
    /** The agent cannot say who it is: it was not asked. */
    NO_ACCESS,
    /** An HTTP status other than success. */
    STATUS,
    /** Something that is not the expected JSON, or not whole. */
    NOT_JSON,
    /** More than the permitted size. */
    TOO_LARGE;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final int status;

  UnreadableException(Kind kind, int status, String message) {
    super(message);
    this.kind = kind;
    this.status = status;
  }

  UnreadableException(Kind kind, String message) {
    this(kind, 0, message);
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** The HTTP status; 0 unless {@link Kind#STATUS}. */
  public int status() {
    return status;
  }

  /** Whether the server is there and has no such thing. */
  boolean isNotFound() {
    return kind == Kind.STATUS && status == 404;
  }

  /**
   * Whether nothing follows for other addresses of the same server: it is within reach and does not
   * refuse us.
   */
  boolean isOfOneAnswer() {
    return switch (kind) {
      case TIMEOUT, OUT_OF_TIME, NOT_JSON, TOO_LARGE -> true;
      case STATUS -> status != 401 && status != 403;
      case REFUSED, NO_CONNECTION, NO_ACCESS -> false;
    };
  }

  /** Whether it took, or would have taken, more time than there was. */
  boolean isOutOfTime() {
    return kind == Kind.TIMEOUT || kind == Kind.OUT_OF_TIME;
  }

  /** What went wrong as a word for labels, such as {@code timeout}, or the HTTP status. */
  public String code() {
    return kind == Kind.STATUS ? String.valueOf(status) : kind.label();
  }

  /** What went wrong, as a sentence for people. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
