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
package io.firewarden.model.sql;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SQL executions of an application; those that run within another one are left out.
 *
 * @param succeeded executions that succeeded; monotone
 * @param failed executions that failed or were cancelled; monotone
 * @param unknown executions that ended in a way that Spark does not tell; monotone
 * @param millis durations of ended executions; monotone
 * @param spilledDiskBytes bytes that task attempts of executions spilled to disk; monotone; null
 *     when the source cannot know
 * @param plans what the final plans of ended executions did, together; monotone; null when the
 *     source cannot know
 * @param running executions that run now, by id
 * @param latest executions that ended last, oldest first; at most {@value #MAX_LATEST}
 */
public record SqlActivity(
    long succeeded,
    long failed,
    long unknown,
    long millis,
    @Nullable Long spilledDiskBytes,
    @Nullable PlanFacts plans,
    List<SqlExecution> running,
    List<SqlExecution> latest) {
  /** How many ended executions are kept one by one. */
  public static final int MAX_LATEST = 20;

  public SqlActivity {
    running = running.stream().sorted(Comparator.comparingLong(SqlExecution::id)).toList();
    latest = List.copyOf(latest);
  }
}
