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
package io.firewarden.agent.access;

import java.io.IOException;

/**
 * Thrown when the agent cannot say who it is: a secret cannot be read, or nobody gives it a ticket.
 * The message names the key, without secrets.
 */
public final class AccessException extends IOException {
  private static final long serialVersionUID = 1L;

  AccessException(String message) {
    super(message);
  }

  /** What is wrong, as a sentence for people. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
