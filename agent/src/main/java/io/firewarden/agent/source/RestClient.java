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

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.firewarden.agent.access.AccessClients;
import io.firewarden.agent.access.AccessException;
import io.firewarden.agent.access.BoundedDns;
import io.firewarden.agent.config.Access;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.source.UnreadableException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A client that gets JSON from Spark's web servers, with a limit to the time and to the size of
 * every answer. Only the fields of the wanted type are kept. Thread-safe.
 */
public final class RestClient implements AutoCloseable {
  private static final int MAX_REDIRECTS = 10;

  /** Of the time that a request may take, the part that is long. */
  private static final int SHARE = 4;

  /**
   * What a request may take, and where that is counted.
   *
   * @param within the time for it, if that is shorter than the client's
   */
  record Terms(Duration within, Traffic traffic) {}

  /** What is made of an answer. */
  private interface Use<R> {
    R of(JsonAnswer answer) throws IOException, UnreadableException;
  }

  private final AccessClients clients;
  private final BoundedDns names;
  private final Breakers breakers;
  private final Processors processors = new Processors();
  private final Duration timeout;
  private final long maxBytes;

  /** A client for servers that let everybody in. */
  public RestClient(Duration timeout, long maxBytes) {
    this(timeout, maxBytes, List.of());
  }

  /**
   * @param timeout for one request, from connecting to the last byte
   * @param maxBytes the largest answer that is read, uncompressed
   * @param accesses how protected servers are asked
   */
  public RestClient(Duration timeout, long maxBytes, List<Access> accesses) {
    this(timeout, maxBytes, accesses, Dns.SYSTEM, System::nanoTime);
  }

  /**
   * @param names the resolver; it may hang
   * @param nanos a clock that only goes on, in nanoseconds, for who is asked again when
   */
  RestClient(
      Duration timeout, long maxBytes, List<Access> accesses, Dns names, LongSupplier nanos) {
    this.breakers = new Breakers(nanos);
    this.timeout = timeout;
    this.maxBytes = maxBytes;
    this.names = new BoundedDns(names, timeout);
    // The call's own time-out is the only one: it spans connecting, waiting and reading. That of
    // names is beside it, as a call that is out of time still waits for its resolver.
    OkHttpClient http =
        new OkHttpClient.Builder()
            .callTimeout(timeout)
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .dns(this.names)
            .eventListener(new Traffic.Meter())
            .addNetworkInterceptor(new ProxyApproval())
            .build();
    this.clients = new AccessClients(http, accesses, System.getenv(), InstantSource.system());
  }

  /** A client that asks as the configuration says. */
  public static RestClient of(AgentConfig config) {
    AgentConfig.Poll limits = config.poll();
    return new RestClient(limits.timeout(), limits.maxAnswerBytes(), config.access());
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
    return get(url, type, new Terms(within, new Traffic()));
  }

  /**
   * Gets the list at the address item by item, as it comes, so that a long one is never held whole.
   * When it breaks off, some items were handed on already.
   *
   * @param within a time of its own for all of it, when that is shorter than the client's
   */
  public <T> void each(URI url, Class<T> type, Duration within, Items<T> items)
      throws UnreadableException {
    each(url, type, new Terms(within, new Traffic()), items);
  }

  /** The same on terms. */
  <T> T get(URI url, Class<T> type, Terms terms) throws UnreadableException {
    return exchange(url, terms, answer -> answer.value(type));
  }

  /**
   * The same on terms.
   *
   * @return the length of the list in bytes, unpacked
   */
  <T> long each(URI url, Class<T> type, Terms terms, Items<T> items) throws UnreadableException {
    return exchange(url, terms, answer -> answer.each(type, items));
  }

  private <R> R exchange(URI url, Terms terms, Use<R> use) throws UnreadableException {
    String shown = shown(url);
    HttpUrl address = HttpUrl.get(url);
    if (address == null) {
      throw new UnreadableException(Kind.NO_CONNECTION, shown + " is not an http or https address");
    }
    Duration limit = terms.within().compareTo(timeout) < 0 ? terms.within() : timeout;
    String server = clients.serverFor(address);
    breakers.enter(server, shown);
    boolean asked = false;
    long start = System.nanoTime();
    try (Response response = ask(address, limit, terms.traffic())) {
      asked = true;
      breakers.answered(server);
      String known = shown + redirected(address, response);
      checkStatus(known, response);
      return use.of(new JsonAnswer(known, response, maxBytes, processors, terms.traffic()));
    } catch (IOException e) {
      UnreadableException told = unreadable(shown, limit, e);
      clients.failed();
      if (!asked) {
        unanswered(server, told, Duration.ofNanos(System.nanoTime() - start));
      }
      throw told;
    } catch (RuntimeException e) {
      breakers.left(server);
      throw e;
    }
  }

  /** Who waited long found a silent server; one that refuses at once may well be asked again. */
  private void unanswered(String server, UnreadableException e, Duration waited) {
    if (e.kind() != Kind.NO_ACCESS && waited.multipliedBy(SHARE).compareTo(timeout) >= 0) {
      breakers.failed(server, e);
    } else {
      breakers.left(server);
    }
  }

  @Override
  public void close() {
    clients.close();
    names.close();
  }

  /** The address without user information, query and fragment, which may hold secrets. */
  public static String shown(URI url) {
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    // Not getHost(): it is null for a name with an underscore, which containers often have.
    String authority = String.valueOf(url.getRawAuthority());
    return url.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1) + path;
  }

  /** Asks there and where it leads, each address in its own way and all within one time. */
  private Response ask(HttpUrl first, Duration limit, Traffic traffic) throws IOException {
    long endNanos = System.nanoTime() + limit.toNanos();
    BoundedDns.until(endNanos);
    try {
      return ask(first, endNanos, traffic);
    } finally {
      BoundedDns.untilLongest();
    }
  }

  private Response ask(HttpUrl first, long endNanos, Traffic traffic) throws IOException {
    HttpUrl url = first;
    for (int redirects = 0; ; redirects++) {
      Request request =
          new Request.Builder()
              .url(url)
              .header("Accept", "application/json")
              .tag(Traffic.class, traffic)
              .build();
      Call call = clients.newCall(request);
      call.timeout().timeout(Math.max(1, endNanos - System.nanoTime()), NANOSECONDS);
      Response response = execute(call);
      HttpUrl next = redirects < MAX_REDIRECTS ? target(response) : null;
      if (next == null) {
        return response;
      }
      response.close();
      url = next;
    }
  }

  /** OkHttp lets an InterruptedException pass that it does not declare. */
  private static Response execute(Call call) throws IOException {
    try {
      return call.execute();
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        InterruptedIOException told = new InterruptedIOException("interrupted");
        told.initCause(e);
        throw told;
      }
      throw e;
    }
  }

  /** Where a redirect leads that may be followed: never to another scheme. */
  private static @Nullable HttpUrl target(Response response) {
    String location = response.isRedirect() ? response.header("Location") : null;
    HttpUrl url = response.request().url();
    HttpUrl target = location == null ? null : url.resolve(location);
    return target != null && target.scheme().equals(url.scheme()) ? target : null;
  }

  private static String redirected(HttpUrl first, Response response) {
    HttpUrl last = response.request().url();
    return last.equals(first) ? "" : ", redirected to " + shown(last.uri());
  }

  private void checkStatus(String shown, Response response) throws UnreadableException {
    if (response.isSuccessful()) {
      return;
    }
    int status = response.code();
    String hint =
        switch (status) {
          case 401 -> unauthorized(response);
          case 403 -> " Forbidden: Spark's view ACL or a proxy refuses the agent";
          case 404 -> " Not Found: there is no such application, or this is not a Spark UI";
          default -> "";
        };
    if (response.isRedirect()) {
      String target = String.valueOf(response.header("Location"));
      int query = target.indexOf('?');
      hint =
          ", a redirect that is not followed, to "
              + JsonAnswer.quoted(query < 0 ? target : target.substring(0, query));
    }
    throw new UnreadableException(
        Kind.STATUS, status, shown + " answered HTTP " + status + hint + "; expected 200");
  }

  private String unauthorized(Response response) {
    HttpUrl url = response.request().url();
    String access = clients.nameFor(url);
    String asks = " Unauthorized: the address asks for a login";
    if (access.isEmpty()) {
      return asks + ", and nothing below access in the configuration matches it";
    }
    return clients.withholds(url)
        ? asks + "; that of " + access + " is not sent below /proxy unless its match has that path"
        : asks + " and refuses that of " + access;
  }

  private UnreadableException unreadable(String shown, Duration limit, IOException e) {
    if (e instanceof LimitedInputStream.TooLargeException) {
      return tooLarge(shown);
    }
    if (e instanceof AccessException) {
      return new UnreadableException(Kind.NO_ACCESS, shown + " was not asked: " + e.getMessage());
    }
    if (e instanceof BoundedDns.TooSlowException) {
      return new UnreadableException(
          Kind.TIMEOUT,
          shown + " has a host name that was not looked up within " + limit.toMillis() + " ms");
    }
    if (e instanceof InterruptedIOException) {
      return new UnreadableException(
          Kind.TIMEOUT, shown + " did not answer in full within " + limit.toMillis() + " ms");
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return new UnreadableException(
          e instanceof ConnectException ? Kind.REFUSED : Kind.NO_CONNECTION,
          shown + " could not be connected to: connection refused or no route");
    }
    if (e instanceof UnknownHostException) {
      return new UnreadableException(Kind.NO_CONNECTION, shown + " has an unknown host name");
    }
    String what = e instanceof SSLException ? " failed in TLS: " : " broke off: ";
    return new UnreadableException(
        Kind.NO_CONNECTION, shown + what + JsonAnswer.quoted(String.valueOf(e.getMessage())));
  }

  private UnreadableException tooLarge(String shown) {
    return new UnreadableException(
        Kind.TOO_LARGE, shown + " answered more than the permitted " + maxBytes + " bytes");
  }
}
