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
package io.firewarden.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ListenerDelegateTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  /** The watch judges a last time, and closes its endpoint after that. */
  @Test
  void judgesAnApplicationALastTimeBeforeItForgetsWhatRan() throws Exception {
    int port = DriverProcess.freePort();
    List<Boolean> openWhenForgetting = new ArrayList<>();
    try (ListenerDelegate delegate = delegate(port)) {
      delegate.started("app-1", "nightly");
      await().atMost(LONG).until(() -> isOpen(port));

      delegate.ended(0, () -> openWhenForgetting.add(isOpen(port)));
    }

    assertThat(openWhenForgetting).containsExactly(false);
  }

  private static ListenerDelegate delegate(int port) {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.firewarden.host", "127.0.0.1")
            .set("spark.firewarden.port", Integer.toString(port))
            .set("spark.firewarden.check.interval", "1m");
    return new ListenerDelegate(conf, new LongAdder(), "shared");
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
