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
package io.firewarden.agent.http.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firewarden.agent.notify.NotifierView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whom alerts reach, and whom they do not, as JSON. */
public final class NotifiersJson {
  private NotifiersJson() {}

  /** Adds how each notifier does, as {@code notifiers}. */
  public static void put(ObjectNode root, List<NotifierView> notifiers, Instant now) {
    ArrayNode list = root.putArray("notifiers");
    for (NotifierView one : notifiers) {
      Instant toldAt = one.toldAt();
      ObjectNode node = list.addObject();
      node.put("name", one.name());
      node.put("toldAt", text(toldAt));
      node.put(
          "ageSeconds",
          toldAt == null ? null : Math.max(0, Duration.between(toldAt, now).toSeconds()));
      node.put("failingSince", text(one.failingSince()));
      node.put("error", one.failingSince() == null ? null : one.why());
    }
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
