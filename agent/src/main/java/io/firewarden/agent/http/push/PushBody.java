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
package io.firewarden.agent.http.push;

import com.sun.net.httpserver.Headers;
import io.firewarden.agent.poll.PushedSnapshot;
import io.firewarden.agent.source.LimitedInputStream;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotJson;
import io.firewarden.model.SourceKind;
import io.firewarden.model.metric.LabelText;
import java.io.EOFException;
import java.io.FilterInputStream;
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

  /** By how much a driver's clock may have been set back while it ran. */
  private static final Duration SET_BACK = Duration.ofHours(1);

  private final long maxBytes;

  PushBody(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  PushedSnapshot read(Headers headers, InputStream body, Instant now) throws PushRefused {
    requireJson(headers.getFirst("Content-Type"));
    boolean gzip = isGzip(headers.getFirst("Content-Encoding"));
    String length = headers.getFirst("Content-Length");
    if (length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > maxBytes) {
      throw tooLarge("it has " + length);
    }
    Received received = new Received(body);
    PushedSnapshot pushed;
    try {
      InputStream packed = new LimitedInputStream(received, maxBytes);
      LimitedInputStream plain =
          new LimitedInputStream(gzip ? new GZIPInputStream(packed) : packed, maxBytes);
      pushed = new PushedSnapshot(SnapshotJson.read(plain, now.plus(OFF)), plain.taken());
    } catch (IOException e) {
      throw unreadable(e, received.broken);
    }
    check(pushed.snapshot(), now);
    return pushed;
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

  private PushRefused unreadable(IOException e, boolean broken) {
    boolean early = broken;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof LimitedInputStream.TooLargeException) {
        return tooLarge("it has more, packed or unpacked");
      }
      if (cause instanceof ZipException) {
        return invalid("the body must be gzip, as Content-Encoding says, but is not");
      }
      early |= cause instanceof EOFException; // the packed body's
    }
    return invalid(
        early ? "the body ended too early, or came too slowly" : String.valueOf(e.getMessage()));
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
    String id = application.id();
    if (id.isBlank() || !LabelText.of(id).equals(id)) {
      // Two that are one label would be one application to all who look.
      throw invalid(
          "snapshot.application.id must have 1 to "
              + LabelText.MAX_LENGTH
              + " characters, none of them a control character");
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
    if (started.isAfter(taken.plus(SET_BACK))) {
      throw invalid("snapshot.application.startedAt must not be after takenAt, but is " + started);
    }
    String tooMuch = PushedSize.fault(snapshot);
    if (tooMuch != null) {
      throw invalid(tooMuch);
    }
  }

  private static PushRefused invalid(String text) {
    return new PushRefused(PushResult.INVALID, 400, text);
  }

  /** The body as it comes, and whether that failed. */
  private static final class Received extends FilterInputStream {
    private boolean broken;

    Received(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      return guarded(super::read);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return guarded(() -> super.read(buffer, offset, length));
    }

    private int guarded(Read read) throws IOException {
      broken = true;
      int count = read.read();
      broken = false;
      return count;
    }

    private interface Read {
      int read() throws IOException;
    }
  }
}
