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
package io.firewarden.listener.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many records a streaming source is behind: from where its last batch ended to what there is,
 * summed over its partitions. Known of a source whose offsets count records by topic and partition,
 * in Kafka's form {@code {"topic":{"0":23,"1":45}}}.
 */
final class SourceLag {
  /** Characters of an offset that are read: some 50,000 partitions. */
  static final int MAX_LENGTH = 1_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PARTITION = Pattern.compile("\\d{1,9}");

  private SourceLag() {}

  /**
   * The lag, or null when these offsets do not tell it. A partition that only one of them has is
   * left out.
   *
   * @param end where the last batch ended
   * @param latest what there is
   */
  static @Nullable Long of(@Nullable String end, @Nullable String latest) {
    if (end == null
        || latest == null
        || end.length() > MAX_LENGTH
        || latest.length() > MAX_LENGTH) {
      return null;
    }
    if (!end.startsWith("{") || !latest.startsWith("{")) {
      return null;
    }
    try {
      return between(JSON.readTree(end), JSON.readTree(latest));
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static @Nullable Long between(JsonNode end, JsonNode latest) {
    Long lag = null;
    for (Map.Entry<String, JsonNode> topic : latest.properties()) {
      for (Map.Entry<String, JsonNode> partition : topic.getValue().properties()) {
        JsonNode there = partition.getValue();
        JsonNode read = end.path(topic.getKey()).path(partition.getKey());
        if (!PARTITION.matcher(partition.getKey()).matches() || !there.isIntegralNumber()) {
          return null;
        }
        if (read.isIntegralNumber()) {
          lag = (lag == null ? 0 : lag) + Math.max(0, there.longValue() - read.longValue());
        }
      }
    }
    return lag;
  }
}
