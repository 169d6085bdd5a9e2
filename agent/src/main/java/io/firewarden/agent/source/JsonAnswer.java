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

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.firewarden.agent.source.UnreadableException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import okhttp3.MediaType;
import okhttp3.Response;

/** One answer of a server that should be JSON, read up to a limit. */
final class JsonAnswer {
  private static final String STARTING_UP = "Spark is starting up";
  private static final int PEEKED_BYTES = 512;
  private static final int MAX_QUOTED = 160;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .annotationIntrospector(new SkippingTheUnknown())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Has what no type wants skipped while parsing. Were it only permitted, Jackson would keep a copy
   * of it until a record has all its components.
   */
  private static final class SkippingTheUnknown extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonIgnoreProperties.Value findPropertyIgnoralByName(
        MapperConfig<?> config, Annotated annotated) {
      return super.findPropertyIgnoralByName(config, annotated).withIgnoreUnknown();
    }
  }

  /** Reads the parser's input. */
  private interface Reader<R> {
    R read(JsonParser parser) throws IOException, UnreadableException;
  }

  private final String shown;
  private final Response response;
  private final long maxBytes;
  private final Processors processors;
  private final Traffic traffic;

  /**
   * @param shown the address, for messages
   * @param maxBytes the most that is read, unpacked
   * @param processors where it is taken apart
   * @param traffic where is counted what it takes
   */
  JsonAnswer(
      String shown, Response response, long maxBytes, Processors processors, Traffic traffic) {
    this.shown = shown;
    this.response = response;
    this.maxBytes = maxBytes;
    this.processors = processors;
    this.traffic = traffic;
  }

  /** The answer as one value. */
  <T> T value(Class<T> type) throws IOException, UnreadableException {
    return read(
        parser -> {
          T value = MAPPER.readerFor(type).readValue(parser);
          if (value == null) {
            throw new UnreadableException(
                Kind.NOT_JSON, shown + " answered null; expected a JSON value");
          }
          return value;
        });
  }

  /**
   * Hands the items of a list on, each as soon as it was read, and keeps none.
   *
   * @return how many bytes were read, unpacked
   */
  <T> long each(Class<T> type, Items<T> items) throws IOException, UnreadableException {
    return read(
        parser -> {
          if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw new UnreadableException(
                Kind.NOT_JSON, shown + " answered JSON that is no list; expected one");
          }
          parser.clearCurrentToken(); // the items are read as if they stood alone
          MappingIterator<T> values = MAPPER.readerFor(type).readValues(parser);
          while (values.hasNextValue()) {
            T value = values.nextValue();
            if (value == null) {
              throw new UnreadableException(
                  Kind.NOT_JSON, shown + " answered a list that holds null");
            }
            items.take(value);
          }
          if (parser.nextToken() != null) {
            throw new UnreadableException(
                Kind.NOT_JSON, shown + " answered JSON of another shape: more after the list");
          }
          return parser.currentLocation().getByteOffset();
        });
  }

  private <R> R read(Reader<R> reader) throws IOException, UnreadableException {
    checkIsJson();
    if (response.body().contentLength() > maxBytes) {
      throw new LimitedInputStream.TooLargeException();
    }
    try (InputStream body = response.body().byteStream()) {
      return readInTurn(reader, body);
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

  private <R> R readInTurn(Reader<R> reader, InputStream body)
      throws IOException, UnreadableException {
    processors.enter(traffic);
    InputStream in = new LimitedInputStream(processors.awaiting(body, traffic), maxBytes);
    try (JsonParser parser = MAPPER.createParser(in)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE); // to close it may take its time
      return reader.read(parser);
    } finally {
      processors.leave();
    }
  }

  private void checkIsJson() throws IOException, UnreadableException {
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

  /** The start of a text from outside, in one line. */
  static String quoted(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MAX_QUOTED ? line : line.substring(0, MAX_QUOTED) + "...";
  }
}
