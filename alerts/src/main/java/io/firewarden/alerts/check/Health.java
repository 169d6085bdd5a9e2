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
package io.firewarden.alerts.check;

import java.util.Locale;

/** The health of a whole application, with the exit code that Nagios-style probes expect. */
public enum Health {
  HEALTHY(0),
  WARNING(1),
  CRITICAL(2),
  UNKNOWN(3);

  private final int exitCode;

  Health(int exitCode) {
    this.exitCode = exitCode;
  }

  /** 0 healthy, 1 warning, 2 critical, 3 unknown. */
  public int exitCode() {
    return exitCode;
  }

  /** The constant's name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
