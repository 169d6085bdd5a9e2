/*
 * Copyright The Firewarden Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.firewarden.model.event;

/**
 * The new whereabouts of a block on one executor.
 *
 * @param rddId the RDD, or -1 for a block that is not of an RDD
 * @param partition the RDD's partition, or -1
 * @param inMemory whether the block is now in memory
 * @param onDisk whether the block is now on disk
 * @param memoryBytes its size in memory: what it takes, or what it released when not in memory
 * @param diskBytes its size on disk, likewise
 */
public record BlockUpdate(
    String executorId,
    int rddId,
    int partition,
    boolean inMemory,
    boolean onDisk,
    long memoryBytes,
    long diskBytes) {}
