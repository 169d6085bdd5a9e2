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
 * What ended task attempts read, wrote and spilled; sums, monotone.
 *
 * @param inputBytes bytes read from storage
 * @param inputRecords records read from storage
 * @param outputBytes bytes written to storage
 * @param outputRecords records written to storage
 * @param shuffleReadLocalBytes shuffle bytes read on the same node
 * @param shuffleReadRemoteBytes shuffle bytes read over the network
 * @param shuffleReadToDiskBytes of the remote bytes, those that went to disk first
 * @param shuffleReadRecords records read from shuffles
 * @param shuffleBlocksLocal shuffle blocks fetched on the same node
 * @param shuffleBlocksRemote shuffle blocks fetched over the network
 * @param shuffleWriteBytes shuffle bytes written
 * @param shuffleWriteRecords records written to shuffles
 * @param spilledMemoryBytes size in memory of what was spilled
 * @param spilledDiskBytes size on disk of what was spilled
 * @param resultBytes serialised results
 */
public record DataVolumes(
    long inputBytes,
    long inputRecords,
    long outputBytes,
    long outputRecords,
    long shuffleReadLocalBytes,
    long shuffleReadRemoteBytes,
    long shuffleReadToDiskBytes,
    long shuffleReadRecords,
    long shuffleBlocksLocal,
    long shuffleBlocksRemote,
    long shuffleWriteBytes,
    long shuffleWriteRecords,
    long spilledMemoryBytes,
    long spilledDiskBytes,
    long resultBytes) {}
