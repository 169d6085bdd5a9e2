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
package io.firewarden.alerts.threshold;

import io.firewarden.alerts.check.CheckId;

/**
 * Every limit with its default and its permitted range. This is the one place where a default
 * stands; the Prometheus rules repeat it, and a test holds the two together.
 */
public enum Threshold {
  /** Storage memory in use, as a share of its maximum, above which an executor is full. */
  STORAGE_RATIO(CheckId.EXECUTOR_MEMORY, "storage-ratio", 0.90, 0, 1),
  /** Peak heap, as a share of the maximum heap, above which an executor may lack heap. */
  HEAP_RATIO(CheckId.EXECUTOR_MEMORY, "heap-ratio", 0.95, 0, 1),
  /** Share of task time in garbage collection that warns. */
  GC_WARNING_RATIO(CheckId.GC_TIME, "warning-ratio", 0.10, 0, 1),
  /** Share of task time in garbage collection that pages. */
  GC_CRITICAL_RATIO(CheckId.GC_TIME, "critical-ratio", 0.15, 0, 1),
  /** Task time, in seconds, that a window must hold before its garbage collection is judged. */
  GC_MIN_TASK_SECONDS(CheckId.GC_TIME, "min-task-seconds", 30, 0, 1e9),
  /** Share of ended task attempts that failed. */
  FAILURE_RATIO(CheckId.TASK_FAILURES, "failure-ratio", 0.05, 0, 1),
  /** Attempts that a window must hold before its failures are judged. */
  FAILURE_MIN_TASKS(CheckId.TASK_FAILURES, "min-tasks", 20, 1, 1e9),
  /** Share of attempts with a preference that ran where they preferred, below which it is low. */
  LOCAL_RATIO(CheckId.LOCALITY, "local-ratio", 0.80, 0, 1),
  /** Attempts with a preference that a window must hold before its locality is judged. */
  LOCALITY_MIN_TASKS(CheckId.LOCALITY, "min-tasks", 20, 1, 1e9),
  /** How long a task may run, in seconds. */
  TASK_SECONDS(CheckId.LONG_TASK, "max-seconds", 600, 1, 1e9),
  /** Executors that must be there while tasks wait. */
  MIN_EXECUTORS(CheckId.EXECUTOR_COUNT, "min-executors", 2, 0, 1e6);

  private final CheckId check;
  private final String key;
  private final double defaultValue;
  private final double min;
  private final double max;

  Threshold(CheckId check, String key, double defaultValue, double min, double max) {
    this.check = check;
    this.key = key;
    this.defaultValue = defaultValue;
    this.min = min;
    this.max = max;
  }

  /** The check that compares with it. */
  public CheckId check() {
    return check;
  }

  /** Its name within its check, in kebab case. */
  public String key() {
    return key;
  }

  /** The value that holds unless configured otherwise. */
  public double defaultValue() {
    return defaultValue;
  }

  /** The least permitted value. */
  public double min() {
    return min;
  }

  /** The greatest permitted value. */
  public double max() {
    return max;
  }
}
