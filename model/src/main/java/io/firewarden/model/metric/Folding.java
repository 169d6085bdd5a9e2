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
package io.firewarden.model.metric;

/**
 * How the figures of the executors, stages and the like beyond the series limit become one figure,
 * under the label value {@value #OTHER}.
 */
public enum Folding {
  /**
   * They do not: the figure has no meaning for several together. So it is with counters, since
   * those under {@value #OTHER} would jump whenever a subject changed places between two scrapes.
   */
  LEFT_OUT,
  /** Their sum. */
  SUM,
  /** The largest of them. */
  MAX,
  /** The smallest of them, such as the earliest time. */
  MIN;

  /** The value of the label that names the subject. */
  public static final String OTHER = "other";
}
