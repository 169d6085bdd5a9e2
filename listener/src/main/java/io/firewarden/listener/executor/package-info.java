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
/**
 * What a process of Spark measures of itself: its container, its memory, its garbage collectors,
 * its disks. Every reader takes the root of the file system, or the JVM's beans, as an argument,
 * and answers null for what it cannot know. No Spark type is named here; see {@code
 * listener.plugin}.
 */
@NullMarked
package io.firewarden.listener.executor;

import org.jspecify.annotations.NullMarked;
