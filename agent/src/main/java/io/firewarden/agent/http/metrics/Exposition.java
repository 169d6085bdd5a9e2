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
package io.firewarden.agent.http.metrics;

import io.firewarden.model.metric.Families;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** All metrics at one moment, which are made text only while they are written. */
public final class Exposition {
  private static final ExpositionFormats FORMATS = ExpositionFormats.init();

  private final @Nullable Families figures;
  private final MetricSnapshots others;
  private final boolean openMetrics;

  /**
   * @param figures those of applications, or null without any
   * @param others of other names
   */
  Exposition(@Nullable Families figures, MetricSnapshots others, boolean openMetrics) {
    this.figures = figures;
    this.others = others;
    this.openMetrics = openMetrics;
  }

  /** The content type of what is written. */
  public String contentType() {
    return writer().getContentType();
  }

  /** Writes all of it. */
  public void writeTo(OutputStream out) throws IOException {
    if (figures != null) {
      figures.writeTo(out, openMetrics);
    }
    writer().write(out, others); // last, for it ends the exposition
  }

  private ExpositionFormatWriter writer() {
    return openMetrics
        ? FORMATS.getOpenMetricsTextFormatWriter()
        : FORMATS.getPrometheusTextFormatWriter();
  }
}
