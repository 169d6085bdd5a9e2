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

import java.util.Objects;

/**
 * An RDD of which at least one partition is cached.
 *
 * @param id Spark's RDD id
 * @param name Spark's RDD name, which may be a user's text; never a label
 * @param partitions partitions of the RDD; 0 when unknown
 * @param cachedPartitions partitions that are held in memory or on disk
 * @param memoryBytes memory used on all executors; of an RDD of which blocks were dropped to disk a
 *     lower bound, since Spark does not tell that it reads them back
 * @param diskBytes disk space used on all executors
 */
public record CachedRdd(
    int id, String name, int partitions, int cachedPartitions, long memoryBytes, long diskBytes) {

  public CachedRdd {
    Objects.requireNonNull(name, "name");
  }
}
