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
package io.firewarden.agent.discovery.kubernetes;

import io.firewarden.model.metric.OwnerLabels;
import java.util.HashMap;
import java.util.Map;

/**
 * Which labels of an object tell whose it is.
 *
 * @param keys what each is shown as, and its key on the object
 */
record OwnerKeys(Map<String, String> keys) {

  /** The values of those labels by what they are shown as. */
  Map<String, String> of(Map<String, String> labels) {
    Map<String, String> found = new HashMap<>();
    keys.forEach(
        (shown, key) -> {
          String value = labels.getOrDefault(key, "");
          if (OwnerLabels.faultOfValue(value) == null) {
            found.put(shown, value);
          }
        });
    return Map.copyOf(found);
  }
}
