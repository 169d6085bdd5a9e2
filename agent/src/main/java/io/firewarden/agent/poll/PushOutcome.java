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

/** What became of a snapshot that was pushed. */
public enum PushOutcome {
  /** It tells of now. */
  ACCEPTED,
  /** A newer one came before it; it is not needed any more. */
  SUPERSEDED,
  /** An application of the same id, but with another start or name, is read or pushes now. */
  CONFLICT,
  /** What is held of all applications together leaves no room for it. */
  TOO_MUCH,
  /** So many applications push that there is no room for one more. */
  FULL,
  /** The agent has not started yet, or stops. */
  CLOSED
}
