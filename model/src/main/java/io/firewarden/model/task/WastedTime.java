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
package io.firewarden.model.task;

/**
 * Time of ended task attempts that brought nothing; sums, in ms, monotone.
 *
 * @param failedMillis attempts that failed or were lost with their executor
 * @param killedMillis attempts that were killed for another reason, such as a cancelled job
 * @param speculativeMillis attempts that another attempt at the same task outran, be it the
 *     original or the speculative copy
 */
public record WastedTime(long failedMillis, long killedMillis, long speculativeMillis) {}
