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
package io.firewarden.agent.cluster.kubernetes;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.alert.AlertStateFile.State;
import io.firewarden.agent.alert.NotificationLog.Told;
import io.firewarden.agent.alert.StateJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An alert state that is packed, and fits an object of Kubernetes: where it does not, alerts that
 * somebody waits to be over are kept before others.
 */
final class PackedState {
  private static final Logger logger = LoggerFactory.getLogger(PackedState.class);

  /** An object may have one MiB of data. */
  static final int MAX_BYTES = 900 << 10;

  private final int maxBytes;
  private boolean told;

  PackedState() {
    this(MAX_BYTES);
  }

  PackedState(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  byte[] of(State state, Instant now) throws IOException {
    byte[] packed = packed(state, now);
    State kept = state;
    while (packed.length > maxBytes && !kept.alerts().isEmpty()) {
      kept = half(kept);
      packed = packed(kept, now);
    }
    if (kept.alerts().size() < state.alerts().size() && !told) {
      logger.warn(
          "{} of {} alerts are left to the next agent that leads, for more have no room in an"
              + " object of Kubernetes: it may repeat the others",
          kept.alerts().size(),
          state.alerts().size());
      told = true;
    }
    return packed;
  }

  private static byte[] packed(State state, Instant now) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(new StateJson().write(state, now));
    }
    return packed.toByteArray();
  }

  private static State half(State state) {
    Set<SortedMap<String, String>> owed = new HashSet<>();
    for (Told each : state.told()) {
      if (each.state() == AlertState.FIRING) {
        owed.add(each.labels());
      }
    }
    List<Alert> alerts = new ArrayList<>(state.alerts());
    alerts.sort(Comparator.comparing(alert -> !owed.contains(alert.labels())));
    List<Alert> kept = alerts.subList(0, alerts.size() / 2);
    Set<SortedMap<String, String>> identities = new HashSet<>();
    kept.forEach(alert -> identities.add(alert.labels()));
    return new State(
        kept, state.told().stream().filter(each -> identities.contains(each.labels())).toList());
  }
}
