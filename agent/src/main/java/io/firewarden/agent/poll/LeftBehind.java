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
import org.jspecify.annotations.Nullable;

/**
 * What a watch or a look that a reload ended was about: told as gone, unless what came with the
 * reload takes it up.
 *
 * @param source its source's name; empty when it asked nobody
 * @param application the application, or null when none was known
 */
record LeftBehind(String source, @Nullable Application application) {

  /** The application's id; empty without one. */
  String id() {
    return application == null ? "" : application.id();
  }
}
