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
package io.firewarden.model;

/** How an application ended. */
public enum FinalStatus {
  /** It ended by itself, with exit code 0 where that is known. */
  SUCCEEDED,
  /** Its main method threw, or its exit code was not 0. */
  FAILED,
  /** It was stopped from outside, by a signal or its cluster manager. */
  KILLED,
  /** It vanished: its driver answers no more, and nobody says that it ended. */
  LOST,
  /** It ended, and nothing tells how. */
  UNKNOWN
}
