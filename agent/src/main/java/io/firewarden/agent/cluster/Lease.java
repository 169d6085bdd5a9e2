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
package io.firewarden.agent.cluster;

import java.io.IOException;
import java.time.Duration;

/**
 * A right that one of several agents has at a time, for as long as it goes on to renew it. Used by
 * one thread.
 */
public interface Lease {

  /**
   * Renews the lease, or takes it if nobody has it.
   *
   * @return whether this agent has it now
   * @throws IOException if that cannot be known; it may still be held by the last renewal
   */
  boolean renew() throws IOException;

  /** Gives it back, so that another need not wait for its end. */
  void release() throws IOException;

  /** For how long after a renewal nobody else takes it. */
  Duration duration();

  /** For people. */
  String name();
}
