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
package io.firewarden.alerts.check;

/** The checks by their stable ids, which configuration and metrics use. */
public enum CheckId {
  EXECUTOR_MEMORY("executor-memory"),
  GC_TIME("gc-time"),
  TASK_FAILURES("task-failures"),
  LOCALITY("locality"),
  LONG_TASK("long-task"),
  EXECUTOR_COUNT("executor-count");

  private final String id;

  CheckId(String id) {
    this.id = id;
  }

  /** The stable id, in kebab case. */
  public String id() {
    return id;
  }

  @Override
  public String toString() {
    return id;
  }
}
