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
package io.firewarden.agent.poll;

import org.slf4j.Logger;

/** The log's side of one source: a failure is told once, and so is that it is over. */
final class Complaint {
  private final Logger log;
  private final int patience;
  private boolean warned;
  private int failures;

  /**
   * @param patience failures in a row that are no cause for a warning yet
   */
  Complaint(Logger log, int patience) {
    this.log = log;
    this.patience = patience;
  }

  /** Tells a failure: once as a warning, otherwise for debugging. */
  void failed(String why) {
    if (warned || failures < patience) {
      log.debug("{}", why);
    } else {
      log.warn("{}; nothing is known about what is there until it answers", why);
      warned = true;
    }
    failures++;
  }

  /** Tells a failure that is no cause for worry. */
  void expected(String why) {
    log.debug("{}", why);
    failures++;
  }

  /** Tells that a failure is over, if there was one. */
  void worked(String source) {
    if (warned) {
      log.info("{} answers again after {} failed attempts", source, failures);
    }
    warned = false;
    failures = 0;
  }

  /** Failures in a row. */
  int failures() {
    return failures;
  }
}
