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
package io.firewarden.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How JSON of somebody else is kept from becoming more than can be worked with: lists and maps end
 * at a size, and instants are such that can be subtracted and counted in milliseconds.
 */
final class BoundedReading {
  /**
   * The attribute of a reader that is the latest instant which a driver's clock may have told;
   * without it that clock is not judged.
   */
  static final String LATEST = "latest";

  /** No list is longer. */
  private static final int MAX_ELEMENTS = SnapshotLimits.STAGE_IDS;

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  /** Spark counts microseconds in 64 bits. */
  private static final Instant SPARKS_FIRST = Instant.ofEpochSecond(Long.MIN_VALUE / 1_000_000);

  private static final Instant SPARKS_LAST = Instant.ofEpochSecond(Long.MAX_VALUE / 1_000_000);

  /**
   * Not by the driver's clock: a watermark is a time in somebody's data, a measurement has the time
   * of the executor's host.
   */
  private static final Set<String> OF_OTHER_CLOCKS = Set.of("watermark", "measuredAt");

  private BoundedReading() {}

  static SimpleModule module() {
    return new SimpleModule("bounds")
        .addDeserializer(Instant.class, new BoundedInstant())
        .addAbstractTypeMapping(List.class, BoundedList.class)
        .addAbstractTypeMapping(Map.class, BoundedMap.class);
  }

  private static final class BoundedInstant extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    BoundedInstant() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String field = parser.currentName();
      Instant instant = InstantDeserializer.INSTANT.deserialize(parser, context);
      Instant first = SPARKS_FIRST;
      Instant last = SPARKS_LAST;
      if (context.getAttribute(LATEST) instanceof Instant latest
          && !OF_OTHER_CLOCKS.contains(field)) {
        first = EARLIEST;
        last = latest;
      }
      if (instant.isBefore(first) || instant.isAfter(last)) {
        return context.reportInputMismatch(
            this, "must be from %s to %s, but is %s", first, last, instant);
      }
      return instant;
    }
  }

  private static final class BoundedList<T> extends ArrayList<T> {
    private static final long serialVersionUID = 1;

    @Override
    public boolean add(T element) {
      if (size() >= MAX_ELEMENTS) {
        throw new IllegalArgumentException("must have at most " + MAX_ELEMENTS + " elements");
      }
      return super.add(element);
    }
  }

  private static final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    @Override
    public V put(K key, V value) {
      if (size() >= SnapshotLimits.NAMES && !containsKey(key)) {
        throw new IllegalArgumentException("must have at most " + SnapshotLimits.NAMES + " keys");
      }
      return super.put(key, value);
    }
  }
}
