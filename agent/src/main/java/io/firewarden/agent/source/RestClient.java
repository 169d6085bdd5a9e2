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

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.firewarden.agent.source.UnreadableException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A client that gets JSON from Spark's web servers, with a limit to the time and to the size of
 * every answer. Only the fields of the wanted type are kept. Thread-safe.
 */
public final class RestClient implements AutoCloseable {
  private static final String STARTING_UP = "Spark is starting up";
  private static final int PEEKED_BYTES = 512;
  private static final int MAX_QUOTED = 160;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final OkHttpClient http;
  private final Duration timeout;
  private final long maxBytes;

  /**
   * @param timeout for one request, from connecting to the last byte
   * @param maxBytes the largest answer that is read, uncompressed
   */
  public RestClient(Duration timeout, long maxBytes) {
    this.timeout = timeout;
    this.maxBytes = maxBytes;
    // The call's own time-out is the only one: it spans connecting, waiting and reading.
    this.http =
        new OkHttpClient.Builder()
            .callTimeout(timeout)
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .followSslRedirects(false)
            .addNetworkInterceptor(new ProxyApproval())
            .build();
  }

  /** How long one request may take. */
  public Duration timeout() {
    return timeout;
  }

  /** Gets what is at the address as a value of a type. */
  public <T> T get(URI url, Class<T> type) throws UnreadableException {
    return get(url, type, timeout);
  }

  /**
   * Gets what is at the address as a value of a type, within a time of its own when that is shorter
   * than the client's.
   */
  public <T> T get(URI url, Class<T> type, Duration within) throws UnreadableException {
    String shown = shown(url);
    HttpUrl address = HttpUrl.get(url);
    if (address == null) {
      throw new UnreadableException(Kind.NO_CONNECTION, shown + " is not an http or https address");
    }
    Duration limit = within.compareTo(timeout) < 0 ? within : timeout;
    Request request =
        new Request.Builder().url(address).header("Accept", "application/json").build();
    OkHttpClient limited =
        limit.equals(timeout)
            ? http
            : http.newBuilder().callTimeout(Math.max(1, limit.toMillis()), MILLISECONDS).build();
    try (Response response = limited.newCall(request).execute()) {
      checkStatus(shown, response);
      checkIsJson(shown, response);
      return parse(shown, response, type);
    } catch (IOException e) {
      throw unreadable(shown, limit, e);
    }
  }

  @Override
  public void close() {
    http.connectionPool().evictAll();
  }

  /** The address without user information, query and fragment, which may hold secrets. */
  public static String shown(URI url) {
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    // Not getHost(): it is null for a name with an underscore, which containers often have.
    String authority = String.valueOf(url.getRawAuthority());
    return url.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1) + path;
  }

  private static void checkStatus(String shown, Response response) throws UnreadableException {
    if (response.isSuccessful()) {
      return;
    }
    int status = response.code();
    String hint =
        switch (status) {
          case 401 -> " Unauthorized: the address asks for a login";
          case 403 -> " Forbidden: Spark's view ACL or a proxy refuses the agent";
          case 404 -> " Not Found: there is no such application, or this is not a Spark UI";
          default -> "";
        };
    if (response.isRedirect()) {
      String target = String.valueOf(response.header("Location"));
      int query = target.indexOf('?');
      hint =
          ", a redirect that is not followed, to "
              + quoted(query < 0 ? target : target.substring(0, query));
    }
    throw new UnreadableException(
        Kind.STATUS, status, shown + " answered HTTP " + status + hint + "; expected 200");
  }

  private static void checkIsJson(String shown, Response response)
      throws IOException, UnreadableException {
    MediaType type = response.body().contentType();
    String subtype = type == null ? "" : type.subtype().toLowerCase(Locale.ROOT);
    if (subtype.equals("json") || subtype.endsWith("+json")) {
      return;
    }
    String start = response.peekBody(PEEKED_BYTES).string();
    if (start.contains(STARTING_UP)) {
      throw new UnreadableException(
          Kind.NOT_JSON, shown + " is not ready: the application is starting up");
    }
    String found = type == null ? "an answer without a content type" : type.toString();
    throw new UnreadableException(
        Kind.NOT_JSON, shown + " answered " + found + "; expected application/json");
  }

  private <T> T parse(String shown, Response response, Class<T> type)
      throws IOException, UnreadableException {
    if (response.body().contentLength() > maxBytes) {
      throw tooLarge(shown);
    }
    try (InputStream in = new LimitedInputStream(response.body().byteStream(), maxBytes)) {
      T value = MAPPER.readerFor(type).readValue(in);
      if (value == null) {
        throw new UnreadableException(
            Kind.NOT_JSON, shown + " answered null; expected a JSON value");
      }
      return value;
    } catch (JsonProcessingException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof IOException io && !(io instanceof JsonProcessingException)) {
          throw io; // not the text was wrong, but getting it failed; the parser wrapped that
        }
      }
      throw new UnreadableException(
          Kind.NOT_JSON,
          shown
              + " answered JSON that is broken, cut off or of another shape: "
              + quoted(e.getOriginalMessage()));
    }
  }

  private UnreadableException unreadable(String shown, Duration limit, IOException e) {
    if (e instanceof LimitedInputStream.TooLargeException) {
      return tooLarge(shown);
    }
    if (e instanceof InterruptedIOException) {
      return new UnreadableException(
          Kind.TIMEOUT, shown + " did not answer in full within " + limit.toMillis() + " ms");
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return new UnreadableException(
          Kind.NO_CONNECTION, shown + " could not be connected to: connection refused or no route");
    }
    if (e instanceof UnknownHostException) {
      return new UnreadableException(Kind.NO_CONNECTION, shown + " has an unknown host name");
    }
    String what = e instanceof SSLException ? " failed in TLS: " : " broke off: ";
    return new UnreadableException(
        Kind.NO_CONNECTION, shown + what + quoted(String.valueOf(e.getMessage())));
  }

  private UnreadableException tooLarge(String shown) {
    return new UnreadableException(
        Kind.TOO_LARGE, shown + " answered more than the permitted " + maxBytes + " bytes");
  }

  private static String quoted(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= MAX_QUOTED
        ? line
        : line.substring(0, Math.min(line.length(), MAX_QUOTED)) + "...";
  }
}
