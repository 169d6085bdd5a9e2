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

/**
 * How a quantity is spread over the finished tasks of a stage. Quantiles are estimates.
 *
 * @param count number of values; at least 1
 * @param min the smallest
 * @param median the 0.5 quantile
 * @param p95 the 0.95 quantile
 * @param max the largest
 */
public record Distribution(long count, double min, double median, double p95, double max) {

  public Distribution {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1, but is " + count);
    }
  }
}
