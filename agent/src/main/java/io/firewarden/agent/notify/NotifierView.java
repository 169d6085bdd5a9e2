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
package io.firewarden.agent.notify;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one notifier does.
 *
 * @param name shows no secret
 * @param toldAt when it took a message last, or null if it has not since the start
 * @param failingSince when it first failed after that, or null if it has not
 * @param why it failed last, without secrets; empty if it has not
 */
public record NotifierView(
    String name, @Nullable Instant toldAt, @Nullable Instant failingSince, String why) {
  public NotifierView {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(why, "why");
  }
}
