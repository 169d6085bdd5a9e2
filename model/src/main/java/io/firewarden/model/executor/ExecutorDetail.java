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
package io.firewarden.model.executor;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * More of an executor than the checks need: its share of the work and of memory.
 *
 * @param maxTasks tasks that it can run at once
 * @param cachedBlocks blocks of RDDs that it holds
 * @param onHeapStorageUsedBytes storage memory in use on the heap
 * @param onHeapStorageMaxBytes upper bound of storage memory on the heap
 * @param offHeapStorageUsedBytes storage memory in use off the heap
 * @param offHeapStorageMaxBytes upper bound of storage memory off the heap
 * @param inputBytes bytes that its ended attempts read from storage
 * @param shuffleReadBytes shuffle bytes that its ended attempts read, local and remote
 * @param shuffleWriteBytes shuffle bytes that its ended attempts wrote
 * @param resourceProfileId Spark's resource profile; 0 is the default one
 * @param excluded whether Spark gives it no tasks at the moment because of failures there
 * @param peaks the highest sampled value of each of Spark's executor metrics by its name ({@code
 *     ExecutorMetricType}), in bytes, ms or counts; metrics that were never above 0 are left out
 */
public record ExecutorDetail(
    int maxTasks,
    int cachedBlocks,
    long onHeapStorageUsedBytes,
    long onHeapStorageMaxBytes,
    long offHeapStorageUsedBytes,
    long offHeapStorageMaxBytes,
    long inputBytes,
    long shuffleReadBytes,
    long shuffleWriteBytes,
    int resourceProfileId,
    boolean excluded,
    Map<String, Long> peaks) {

  public ExecutorDetail {
    peaks = Collections.unmodifiableMap(new TreeMap<>(peaks));
  }
}
