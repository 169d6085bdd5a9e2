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

/** The way in which a snapshot came about. */
public enum SourceKind {
  /** Folded from live Spark events inside the driver. */
  LISTENER,
  /** Folded from the events of a Spark event log. */
  EVENT_LOG,
  /** Mapped from the driver's REST API. */
  REST,
  /** Told by a list of applications, such as a cluster manager's: identity and life, no figures. */
  LISTED
}
