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
package io.firewarden.listener.event;

import org.jspecify.annotations.Nullable;

/** Who is told of the two turning points of an application. */
public interface Lifecycle {

  /** The application has started and is known to the state by this name. */
  void started(String appId, String appName);

  /**
   * The application has ended; no event follows. The state still shows what ran, so that it can be
   * judged a last time.
   *
   * @param exitCode with which it stopped its context, or null when Spark does not tell
   * @param forget tells the state of the end, which forgets what ran; to be run in any case
   */
  void ended(@Nullable Integer exitCode, Runnable forget);
}
