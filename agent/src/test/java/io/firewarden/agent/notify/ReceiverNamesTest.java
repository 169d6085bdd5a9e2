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

import static io.firewarden.agent.notify.Alerts.FIRED;
import static io.firewarden.agent.notify.Alerts.firing;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.config.AgentConfigKit;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A resolver that hangs, and cannot be interrupted. */
class ReceiverNamesTest {
  @TempDir private Path folder;

  private final CountDownLatch over = new CountDownLatch(1);

  @AfterEach
  void endTheHang() {
    over.countDown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "webhooks: [{name: w, url: 'http://hangs/', timeout: 300ms}]",
        "email: [{name: m, host: hangs, port: 25, security: none, timeout: 300ms,"
            + " from: a@b.example, to: [c@d.example]}]"
      })
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void areWaitedForNoLongerThanTheReceiver(String entry) throws Exception {
    Notifier notifier =
        Receivers.of(
                AgentConfigKit.read(folder, "notifiers: {" + entry + "}\n"),
                new TestClock(FIRED),
                this::hang)
            .get(0)
            .notifier();

    assertThat(notifier.send(List.of(firing("A", "1")), FIRED))
        .isInstanceOfSatisfying(
            Delivery.Retry.class, retry -> assertThat(retry.why()).endsWith("the time limit"));
  }

  private List<InetAddress> hang(String host) throws UnknownHostException {
    while (over.getCount() > 0) {
      try {
        over.await();
      } catch (InterruptedException ignored) {
        // The system's goes on waiting, too.
      }
    }
    throw new UnknownHostException(host);
  }
}
