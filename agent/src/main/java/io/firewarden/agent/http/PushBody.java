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
package io.firewarden.agent.http;

import com.sun.net.httpserver.Headers;
import io.firewarden.agent.source.LimitedInputStream;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotJson;
import io.firewarden.model.SourceKind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads a snapshot from the body of a push, with a limit on what comes and on what it becomes. */
final class PushBody {
  private static final int MAX_TEXT = 1000;
  private static final Duration OFF = Duration.ofDays(1);
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private final long maxBytes;

  PushBody(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  ApplicationSnapshot read(Headers headers, InputStream body, Instant now) throws PushRefused {
    requireJson(headers.getFirst("Content-Type"));
    boolean gzip = isGzip(headers.getFirst("Content-Encoding"));
    String length = headers.getFirst("Content-Length");
    if (length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > maxBytes) {
      throw tooLarge("it has " + length);
    }
    ApplicationSnapshot snapshot;
    byte[] json = bytes(body, gzip);
    try {
      snapshot = SnapshotJson.read(json);
    } catch (IOException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
    check(snapshot, now);
    return snapshot;
  }

  private static void requireJson(@Nullable String type) throws PushRefused {
    String media = type == null ? "" : type.replaceFirst(";.*", "").strip();
    if (!media.equalsIgnoreCase("application/json")) {
      throw new PushRefused(
          PushResult.UNSUPPORTED,
          415,
          "Content-Type must be application/json, but is " + (type == null ? "missing" : type));
    }
  }

  private static boolean isGzip(@Nullable String encoding) throws PushRefused {
    String name = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
    if (!name.equals("gzip") && !name.equals("identity")) {
      throw new PushRefused(
          PushResult.UNSUPPORTED, 415, "Content-Encoding must be gzip or none, but is " + encoding);
    }
    return name.equals("gzip");
  }

  private byte[] bytes(InputStream body, boolean gzip) throws PushRefused {
    InputStream limited = new LimitedInputStream(body, maxBytes);
    try {
      InputStream plain =
          gzip ? new LimitedInputStream(new GZIPInputStream(limited), maxBytes) : limited;
      return plain.readAllBytes();
    } catch (LimitedInputStream.TooLargeException e) {
      throw tooLarge("it has more, packed or unpacked");
    } catch (ZipException e) {
      throw invalid("the body must be gzip, as Content-Encoding says, but is not");
    } catch (IOException e) {
      throw invalid("the body ended too early, or came too slowly");
    }
  }

  private PushRefused tooLarge(String found) {
    return new PushRefused(
        PushResult.TOO_LARGE,
        413,
        "a snapshot must have at most " + maxBytes + " bytes (push.max-size), but " + found);
  }

  /** What would make nonsense of all that is worked out from it. */
  private static void check(ApplicationSnapshot snapshot, Instant now) throws PushRefused {
    Application application = snapshot.application();
    if (snapshot.source() != SourceKind.LISTENER) {
      throw invalid("snapshot.source must be LISTENER, but is " + snapshot.source());
    }
    if (application.id().isBlank() || application.id().length() > MAX_TEXT) {
      throw invalid("snapshot.application.id must have 1 to " + MAX_TEXT + " characters");
    }
    if (application.name().length() > MAX_TEXT) {
      throw invalid("snapshot.application.name must have at most " + MAX_TEXT + " characters");
    }
    Instant taken = snapshot.takenAt();
    if (taken.isBefore(now.minus(OFF)) || taken.isAfter(now.plus(OFF))) {
      throw invalid(
          "snapshot.takenAt must be within a day of this agent's clock, which says "
              + now
              + ", but is "
              + taken);
    }
    Instant started = application.startedAt();
    if (started.isBefore(EARLIEST) || started.isAfter(taken.plus(OFF))) {
      throw invalid("snapshot.application.startedAt must not be after takenAt, but is " + started);
    }
  }

  private static PushRefused invalid(String text) {
    return new PushRefused(PushResult.INVALID, 400, text);
  }
}
