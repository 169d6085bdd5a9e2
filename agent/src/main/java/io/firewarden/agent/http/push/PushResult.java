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
package io.firewarden.agent.http.push;

import java.util.Locale;

/** What became of a push, as it is counted. */
public enum PushResult {
  /** It was taken in. */
  ACCEPTED,
  /** A newer one was there already. */
  SUPERSEDED,
  /** An application of its id, but with another start or name, is read or pushes. */
  CONFLICT,
  /** It showed no token, or a wrong one. */
  UNAUTHORIZED,
  /** Pushes are not taken from others than this machine without a token. */
  FORBIDDEN,
  /** It was larger than allowed, packed or unpacked. */
  TOO_LARGE,
  /** Its media type or encoding is another one. */
  UNSUPPORTED,
  /** It was not a snapshot that can be read. */
  INVALID,
  /** It was for another cluster's agent. */
  WRONG_CLUSTER,
  /** It was of an application that the agent of another shard watches. */
  WRONG_SHARD,
  /** Too many applications push. */
  FULL,
  /** The agent could not take it in now. */
  UNAVAILABLE;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
