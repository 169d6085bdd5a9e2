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

import java.util.Objects;

/**
 * One observed fact behind a finding.
 *
 * @param subject what was observed, for example {@code executor 3} or {@code stage 12.0}
 * @param value the figure with its unit, for example {@code 96.2 % of 1.2 GiB storage memory}
 */
public record Evidence(String subject, String value) {

  public Evidence {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(value, "value");
  }
}
