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

import io.firewarden.model.Application;
import java.time.Instant;

/**
 * An application that ran or waited when an earlier run of the agent ended.
 *
 * @param application as it was known then
 * @param seenAt when it was last known to be there
 * @param by who knew of it
 */
public record Earlier(Application application, Instant seenAt, By by) {

  /** Who knew of an application. */
  public enum By {
    /** Those who are asked, or its listener: that they know it no more says that it is over. */
    ASKED,
    /** Nobody but its driver, which says nothing while nobody looks at its address. */
    ADDRESS,
    /** A list that is not asked any more, and may know it still. */
    OTHERS
  }
}
