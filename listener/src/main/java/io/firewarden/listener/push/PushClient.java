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

import static java.nio.charset.StandardCharsets.UTF_8;

import io.firewarden.listener.secret.Secret;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Posts snapshots to one agent, each within a time that covers all of it, from the look-up of the
 * agent's name to the end of its answer. All threads are daemons. Redirects are not followed: the
 * token is for the agent that was configured.
 */
final class PushClient implements AutoCloseable {
  static final String CLUSTER = "Firewarden-Cluster";
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final int BUFFER = 8192;
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private final PushTarget target;
  private final ExecutorService threads;
  private @Nullable HttpClient client;

  PushClient(PushTarget target) {
    this.target = target;
    this.threads = Executors.newCachedThreadPool(daemons());
  }

  private static ThreadFactory daemons() {
    return task -> {
      Thread thread = new Thread(task, "firewarden-push-http");
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Posts one snapshot. Does not throw anything else.
   *
   * @throws InterruptedException if the thread is interrupted meanwhile; nothing is sent then, or
   *     the connection is closed
   */
  PushResult send(ApplicationSnapshot snapshot, Duration limit) throws InterruptedException {
    CompletableFuture<HttpResponse<String>> answer;
    try {
      answer = client().sendAsync(request(snapshot, limit), info -> new ShortText());
    } catch (IOException | RuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while a push was prepared");
      }
      return new PushResult.Failed(e.getMessage() == null ? e.toString() : e.getMessage());
    }
    try {
      return result(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return new PushResult.Failed("it did not answer within " + limit.toMillis() + " ms");
    } catch (ExecutionException e) {
      return new PushResult.Failed(shown(e.getCause()));
    } finally {
      // Closes the connection of a request that still goes on, and does nothing otherwise.
      answer.cancel(true);
    }
  }

  private HttpRequest request(ApplicationSnapshot snapshot, Duration limit) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.snapshots())
            .timeout(limit)
            .header("Content-Type", "application/json")
            .header("Content-Encoding", "gzip")
            // A header is ASCII, a name need not be.
            .header(CLUSTER, URLEncoder.encode(target.cluster(), UTF_8))
            .POST(HttpRequest.BodyPublishers.ofByteArray(gzip(snapshot)));
    Secret token = target.token();
    if (token != null) {
      request.header("Authorization", "Bearer " + printable(token.read()));
    }
    return request.build();
  }

  /** The JDK refuses others in a header with a message that shows them. */
  private static String printable(String token) throws IOException {
    if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IOException("the agent's token must be printable ASCII without spaces, but is not");
    }
    return token;
  }

  private synchronized HttpClient client() throws IOException {
    HttpClient made = client;
    if (made == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(CONNECT)
              .executor(threads);
      if (target.caFile() != null) {
        builder.sslContext(TrustedCertificates.context(target.caFile()));
      }
      made = builder.build();
      client = made;
    }
    return made;
  }

  private static PushResult result(HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return new PushResult.Delivered();
    }
    String said = answer.body().isEmpty() ? "" : ": " + answer.body();
    Duration notBefore =
        status == TOO_MANY || status == UNAVAILABLE
            ? answer
                .headers()
                .firstValue("Retry-After")
                .map(text -> retryAfter(text, Instant.now()))
                .orElse(Duration.ZERO)
            : Duration.ZERO;
    return new PushResult.Failed("it answered " + status + said, notBefore, status == TOO_LARGE);
  }

  /** Seconds or a date; nothing when it is neither. */
  static Duration retryAfter(String text, Instant now) {
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant at = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
      return at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO;
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }

  private static String shown(@Nullable Throwable e) {
    Throwable last = e;
    StringBuilder text = new StringBuilder(String.valueOf(e));
    while (last != null && last.getCause() != null && last.getCause() != last) {
      last = last.getCause();
      if (text.indexOf(String.valueOf(last.getMessage())) < 0) {
        text.append(", because of ").append(last);
      }
    }
    return text.toString();
  }

  /** Packs while it writes: what is unpacked may be ten times as large. */
  private static byte[] gzip(ApplicationSnapshot snapshot) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed, BUFFER)) {
      SnapshotJson.write(snapshot, gzip);
    }
    return packed.toByteArray();
  }

  /** Lets go of the client, whose last thread ends when it finds itself without an owner. */
  @Override
  public synchronized void close() {
    client = null;
    threads.shutdown();
  }
}
