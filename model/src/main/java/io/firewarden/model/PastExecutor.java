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

import org.jspecify.annotations.Nullable;

/**
 * An executor as it was at the start of a window; see {@link Executor} for the figures.
 *
 * @param failedTasks attempts that had failed on it
 * @param taskMillis durations of ended attempts, in ms
 * @param gcMillis garbage collection time, in ms
 * @param majorGcCount old-generation collections; null when never sampled
 */
public record PastExecutor(
    long failedTasks, long taskMillis, long gcMillis, @Nullable Long majorGcCount) {}
