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
package io.firewarden.agent.notify;

import io.firewarden.agent.access.AccessClients;
import io.firewarden.agent.access.AccessException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** A POST of JSON to one address, and what its outcome means. */
final class JsonPost {
  /** The longest that a receiver's {@code Retry-After} can silence a channel. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private static final MediaType JSON = MediaType.get("application/json");
  private static final int TOLD_ANSWER_BYTES = 300;

  private static final int PROXY_WANTS_LOGIN = 407;

  private final AccessClients client;
  private final Endpoint endpoint;
  private final boolean tellsAnswer;

  /**
   * @param client bounds each call in time, and shows who the agent is
   * @param endpoint where to post
   * @param tellsAnswer whether the answer to a refused request may be shown
   */
  JsonPost(AccessClients client, Endpoint endpoint, boolean tellsAnswer) {
    this.client = client;
    this.endpoint = endpoint;
    this.tellsAnswer = tellsAnswer;
  }

  Delivery send(byte[] json, Instant now) {
    Request request;
    try {
      request = endpoint.request().post(RequestBody.create(json, JSON)).build();
    } catch (Endpoint.UnreadableException e) {
      return new Delivery.Retry(null, String.valueOf(e.getMessage()));
    }
    try (Response response = answer(request)) {
      return meaning(response, now);
    } catch (AccessException e) {
      return new Delivery.Retry(null, e.why());
    } catch (IOException e) {
      return new Delivery.Retry(
          null, endpoint.shown() + proxy(request) + " must answer, but " + Trouble.told(e));
    }
  }

  /**
   * The answer, asked for once more when the connection was kept from an earlier message and turns
   * out to be closed: then the receiver has not seen this one, and any message may come twice.
   */
  private Response answer(Request request) throws IOException {
    KeptConnection kept = new KeptConnection();
    try {
      return client.newCall(request.newBuilder().tag(KeptConnection.class, kept).build()).execute();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      if (kept.hasFailed() && !(e instanceof AccessException)) {
        return client.newCall(request).execute();
      }
      throw e;
    }
  }

  /** The proxy on the way, if there is one: it may be what does not work. */
  private String proxy(Request request) {
    String asked = client.serverFor(request.url());
    String server = request.url().host() + ":" + request.url().port();
    return asked.equals(server) ? "" : " by the proxy " + asked;
  }

  private Delivery meaning(Response response, Instant now) {
    int status = response.code();
    if (response.isSuccessful()) {
      return new Delivery.Delivered();
    }
    if (status == PROXY_WANTS_LOGIN) {
      // Not the receiver's answer: it has not seen the message.
      String proxy = client.serverFor(response.request().url());
      return new Delivery.Retry(
          null, "the proxy " + proxy + " must let the agent through, but answered " + status);
    }
    String why = endpoint.shown() + " must answer 2xx, but answered " + status + answer(response);
    if (status == 408 || status == 429 || status >= 500) {
      return new Delivery.Retry(retryAfter(response.header("Retry-After"), now), why);
    }
    return new Delivery.Rejected(why);
  }

  private String answer(Response response) {
    if (!tellsAnswer) {
      return "";
    }
    try {
      String body = response.peekBody(TOLD_ANSWER_BYTES).string();
      String told = body.replaceAll("\\p{Cntrl}+", " ").strip();
      return told.isEmpty() ? "" : ": " + told;
    } catch (IOException ignored) {
      return "";
    }
  }

  private static @Nullable Duration retryAfter(@Nullable String header, Instant now) {
    if (header == null) {
      return null;
    }
    Duration asked;
    try {
      asked =
          header.matches("\\d{1,9}")
              ? Duration.ofSeconds(Long.parseLong(header))
              : Duration.between(
                  now,
                  ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException ignored) {
      return null;
    }
    if (asked.isNegative()) {
      return null;
    }
    return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
  }
}
