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
package io.firewarden.listener.event;

import org.apache.spark.scheduler.StageInfo;
import org.jspecify.annotations.Nullable;

/**
 * An accessor of {@link StageInfo} whose result type differs between Scala versions. {@code
 * StageInfo} is no product, so the accessor is found by its name.
 */
final class StageAccessor {
  private final Accessor accessor;

  StageAccessor(String name) {
    accessor = new Accessor(StageInfo.class, name);
  }

  /** The value, or null when this Spark has no such accessor. */
  @Nullable Object get(StageInfo stage) {
    return accessor.get(stage);
  }
}
