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
 * Stage attempts that ended since the application's start; monotone.
 *
 * @param succeeded attempts that completed
 * @param failed attempts that failed
 * @param retried attempts at stages that had run before; null when the source cannot know
 * @param skipped stages of succeeded jobs that did not have to run; null when the source cannot
 *     know
 */
public record StageTotals(
    long succeeded, long failed, @Nullable Long retried, @Nullable Long skipped) {
  /** No stage has ended. */
  public static final StageTotals NONE = new StageTotals(0, 0);

  /** Totals of a source that knows only what every source knows. */
  public StageTotals(long succeeded, long failed) {
    this(succeeded, failed, null, null);
  }
}
