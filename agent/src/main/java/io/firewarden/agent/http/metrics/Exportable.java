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
package io.firewarden.agent.http.metrics;

import io.firewarden.model.ApplicationSnapshot;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes metrics of applications so that one of which none can be made is missing, and not all. */
final class Exportable {
  private static final Logger log = LoggerFactory.getLogger(Exportable.class);

  private static final int MAX_TOLD = 1000;

  private final Runnable failures;
  private final Set<String> told = new HashSet<>();

  /**
   * @param failures counts what is left out
   */
  Exportable(Runnable failures) {
    this.failures = failures;
  }

  /** Adds an application to the metrics unless that fails. */
  void add(ApplicationSnapshot snapshot, Runnable adding) {
    try {
      adding.run();
    } catch (RuntimeException e) {
      failures.run();
      String id = snapshot.application().id();
      if (tellOnce(id)) {
        log.warn("{} is missing in /metrics: its figures could not be made metrics", id, e);
      }
    }
  }

  private synchronized boolean tellOnce(String id) {
    if (told.size() >= MAX_TOLD) {
      told.clear();
    }
    return told.add(id);
  }
}
