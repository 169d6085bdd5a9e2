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
import org.jspecify.annotations.Nullable;

/**
 * A configured mute as it is now, for people.
 *
 * @param name what it is for
 * @param alerts which alerts it is about, in words
 * @param until when it ends, or null when it is not in force
 * @param next when it begins next, or null when it never will
 */
public record MutedView(
    String name, String alerts, @Nullable Instant until, @Nullable Instant next) {}
