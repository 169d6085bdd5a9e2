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
package io.firewarden.agent.alert;

import java.util.Locale;

/** Where an alert is in its life. */
public enum AlertState {
  /** The condition was seen, but has not yet held for long enough. */
  PENDING,
  /** The condition has held for long enough; people are told. */
  FIRING,
  /** It fired, and is over. */
  RESOLVED;

  /** The constant's name in lower case, as in metrics, files and answers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
