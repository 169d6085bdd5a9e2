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

import java.util.List;
import java.util.Objects;

/**
 * A metric's contract: what stands in the catalogue, in the exposition and in the README.
 *
 * @param name the full name as exposed, with {@code _total} for counters and {@code _info} for
 *     information
 * @param type the Prometheus type
 * @param help one sentence with the unit's meaning
 * @param labels label names in their order, identity labels included
 * @param exporter who exposes it
 * @param folding how the figures of subjects beyond the series limit become one
 */
public record MetricDefinition(
    String name, Type type, String help, List<String> labels, Exporter exporter, Folding folding) {

  public MetricDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(help, "help");
    Objects.requireNonNull(exporter, "exporter");
    Objects.requireNonNull(folding, "folding");
    labels = List.copyOf(labels);
  }

  /** The name without the suffix that the exposition format adds. */
  public String baseName() {
    return switch (type) {
      case COUNTER -> name.substring(0, name.length() - "_total".length());
      case INFO -> name.substring(0, name.length() - "_info".length());
      case GAUGE, SUMMARY -> name;
    };
  }

  /** Prometheus metric types in use. */
  public enum Type {
    COUNTER,
    GAUGE,
    INFO,
    SUMMARY;

    /** As the text formats call it. */
    String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Who exposes a metric. */
  public enum Exporter {
    LISTENER,
    AGENT,
    BOTH
  }
}
