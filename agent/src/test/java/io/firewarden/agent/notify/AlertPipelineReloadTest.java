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
package io.firewarden.agent.notify;

import static io.firewarden.agent.alert.Observations.LONG_TASK;
import static io.firewarden.agent.alert.Observations.START;
import static io.firewarden.agent.alert.Observations.app;
import static io.firewarden.agent.alert.Observations.judged;
import static io.firewarden.agent.alert.Observations.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.AgentConfigKit;
import io.firewarden.alerts.check.CheckId;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertPipelineReloadTest {
  @TempDir private Path folder;

  private final TestClock clock = new TestClock(START);

  private AgentConfig config(String notifiers) throws Exception {
    return AgentConfigKit.read(
        folder,
        "alerts: {state-file: '%s'}\nnotifiers: {%s}\n"
            .formatted(folder.resolve("state.json"), notifiers));
  }

  @Test
  void takesObservationsInWhileItWaitsForAReceiverThatHangs() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + hanging.getLocalPort() + "/";
      AlertPipeline pipeline =
          AlertPipeline.of(
              config("webhooks: [{name: hangs, url: '" + url + "'}]"),
              () -> true,
              new RecordingMetrics(),
              clock);
      AgentConfig without = config("");
      Thread reload = new Thread(() -> pipeline.reload(without));
      try {
        pipeline.start();
        see(pipeline, "app-1");
        try (Socket told = hanging.accept()) {
          assertThat(told.isConnected()).as("it is told, and does not answer").isTrue();
          reload.start();
          await().until(() -> reload.getState() == Thread.State.TIMED_WAITING);
          see(pipeline, "app-2");
          assertThat(reload.isAlive()).as("still waits").isTrue();
        }
        reload.join();
        pipeline.tick();
        assertThat(pipeline.alerts()).hasSize(2);
      } finally {
        pipeline.close();
      }
    }
  }

  private void see(AlertPipeline pipeline, String id) {
    pipeline.accept(
        judged(app(id, "nightly"), clock.instant(), CheckId.LONG_TASK, unhealthy(LONG_TASK)));
  }
}
