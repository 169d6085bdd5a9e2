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

import static io.firewarden.agent.cluster.kubernetes.States.NOW;
import static io.firewarden.agent.cluster.kubernetes.States.alert;
import static io.firewarden.agent.cluster.kubernetes.States.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.alert.AlertStateFile.State;
import io.firewarden.agent.alert.NotificationLog.Told;
import io.firewarden.agent.alert.StateJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class PackedStateTest {
  private final Random random = new Random(7);

  @Test
  void holdsAsManyAlertsAsAnAgentMayHave() throws IOException {
    State state = state(1000, 1000);
    byte[] packed = new PackedState().of(state, NOW);

    assertThat(packed.length).isLessThan(PackedState.MAX_BYTES);
    assertThat(unpacked(packed)).isEqualTo(state);
  }

  @Test
  void keepsThoseThatSomebodyWaitsForWhenThereIsNoRoomForAll() throws IOException {
    byte[] packed = new PackedState(40_000).of(state(200, 20), NOW);

    assertThat(packed.length).isLessThanOrEqualTo(40_000);
    State kept = unpacked(packed);
    assertThat(kept.told()).hasSize(20);
    assertThat(kept.alerts()).hasSizeBetween(20, 100);
    assertThat(kept.alerts().subList(0, 20))
        .allMatch(alert -> alert.label("alertname").startsWith("told"));
  }

  /** Those of which somebody was told come last. */
  private State state(int count, int told) {
    List<Alert> alerts = new ArrayList<>();
    List<Told> log = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = (i < count - told ? "silent" : "told") + i;
      alerts.add(alert(name, AlertState.FIRING, noise()));
      if (i >= count - told) {
        log.add(told(name, AlertState.FIRING));
      }
    }
    return new State(alerts, log);
  }

  /** As long as annotations are, and worse to pack. */
  private String noise() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      text.append(Long.toString(random.nextInt(100_000), 36)).append(' ');
    }
    return text.toString();
  }

  private static State unpacked(byte[] packed) throws IOException {
    return new StateJson()
        .read(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes());
  }
}
