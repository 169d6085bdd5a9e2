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
package io.firewarden.agent.http.answer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a request.
 *
 * @param status the HTTP status
 * @param contentType the media type of the body
 * @param body the body
 * @param headers more headers
 * @param content writes the body where that is too much for a text; else null
 */
public record Answer(
    int status,
    String contentType,
    String body,
    Map<String, String> headers,
    @Nullable Content content) {
  public static final String CSP = "Content-Security-Policy";

  /** Nothing may be loaded, run, framed or sent. */
  public static final String NOTHING_ALLOWED =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Writes the body of an answer. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  public Answer(int status, String contentType, String body, Map<String, String> headers) {
    this(status, contentType, body, headers, null);
  }

  /** A body that is written piece by piece, packed for those who want that. */
  public static Answer streamed(String contentType, Content content) {
    return new Answer(200, contentType, "", Map.of(CSP, NOTHING_ALLOWED), content);
  }

  /** The same with one more header. */
  public Answer with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, body, more, content);
  }

  public static Answer text(int status, String text) {
    return new Answer(
        status, "text/plain; charset=utf-8", text + "\n", Map.of(CSP, NOTHING_ALLOWED));
  }

  /** What is wrong with a request, for programs; RFC 9457. */
  public static Answer problem(int status, String title, String detail) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", "about:blank");
    node.put("title", title);
    node.put("status", status);
    node.put("detail", detail);
    return new Answer(
        status, "application/problem+json", node.toString(), Map.of(CSP, NOTHING_ALLOWED));
  }

  public static Answer json(String body) {
    return new Answer(200, "application/json", body, Map.of(CSP, NOTHING_ALLOWED));
  }

  /** A page with a content security policy of its own. */
  public static Answer html(int status, String body, String policy) {
    return new Answer(status, "text/html; charset=utf-8", body, Map.of(CSP, policy));
  }
}
