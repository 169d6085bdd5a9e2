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
package io.firewarden.agent.config;

import java.util.List;

/** Thrown when the configuration is wrong; carries every fault, not only the first. */
public final class InvalidConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // always List.copyOf, which is serializable
  private final List<String> faults;

  public InvalidConfigException(List<String> faults) {
    super(String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  /** One sentence a fault: the place, the rule and the value found. */
  public List<String> faults() {
    return faults;
  }
}
