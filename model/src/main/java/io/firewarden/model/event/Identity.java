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
package io.firewarden.model.event;

import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who the application is, where it runs, and how it ends. */
final class Identity {
  private String id = "";
  private String name = "";
  private String user = "";
  private String sparkVersion = "";
  private double memoryFraction = Double.NaN;
  private boolean localMode;
  private @Nullable String uiUrl;
  private boolean started;
  private long startedAt;
  private @Nullable Long endedAt;
  private @Nullable FinalStatus finalStatus;
  private Map<String, String> labels = Map.of();

  void started(String appId, String appName, String sparkUser, long time) {
    id = Objects.requireNonNull(appId, "appId");
    name = Objects.requireNonNull(appName, "appName");
    user = Objects.requireNonNull(sparkUser, "sparkUser");
    startedAt = time;
    started = true;
  }

  void environment(String version, double fraction, boolean isLocal) {
    sparkVersion = Objects.requireNonNull(version, "version");
    memoryFraction = fraction;
    localMode = isLocal;
  }

  void uiAddress(@Nullable String url) {
    uiUrl = url;
  }

  void labels(Map<String, String> ownersLabels) {
    labels = Map.copyOf(ownersLabels);
  }

  void finalStatus(FinalStatus status) {
    finalStatus = Objects.requireNonNull(status, "status");
  }

  void ended(long time, @Nullable Integer exitCode) {
    endedAt = time;
    if (exitCode != null && finalStatus == null) {
      finalStatus = exitCode == 0 ? FinalStatus.SUCCEEDED : FinalStatus.FAILED;
    }
  }

  boolean hasStarted() {
    return started;
  }

  boolean hasEnded() {
    return endedAt != null;
  }

  double memoryFraction() {
    return memoryFraction;
  }

  Application snapshot() {
    return new Application(
        id,
        name,
        user,
        sparkVersion,
        localMode,
        uiUrl,
        Instant.ofEpochMilli(startedAt),
        endedAt == null ? null : Instant.ofEpochMilli(endedAt),
        endedAt == null ? null : Objects.requireNonNullElse(finalStatus, FinalStatus.UNKNOWN),
        labels);
  }
}
