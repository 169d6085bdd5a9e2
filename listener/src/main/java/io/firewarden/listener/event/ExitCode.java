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

import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Product;

/** The exit code with which an application stopped its context. */
final class ExitCode {
  private static final int INDEX = 1;

  private ExitCode() {}

  /** The code, or null when it is not told, as before Spark 4.0. */
  static @Nullable Integer of(SparkListenerApplicationEnd event) {
    Product fields = event;
    if (fields.productArity() <= INDEX) {
      return null;
    }
    return fields.productElement(INDEX) instanceof Option<?> option
            && option.isDefined()
            && option.get() instanceof Integer code
        ? code
        : null;
  }
}
