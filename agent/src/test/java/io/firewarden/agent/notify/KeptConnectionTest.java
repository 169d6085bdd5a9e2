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

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver that closes each connection after its answer without having said so. */
class KeptConnectionTest {
  private static final String SECRET = "T000-B000-hush";
  private static final String OK = "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n";

  @TempDir private Path folder;

  private final TestClock clock = new TestClock(Alerts.FIRED);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Semaphore closed = new Semaphore(0);
  private volatile String answer = OK;
  private ServerSocket server;
  private Thread thread;
  private Notifier notifier;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    thread = new Thread(this::serve, "receiver");
    thread.start();
    String url = "http://127.0.0.1:" + server.getLocalPort() + "/" + SECRET;
    notifier = Configured.notifier(folder, "webhooks", "name: old, url: '" + url + "'", clock);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    thread.join();
  }

  private void serve() {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          requests.add(read(socket.getInputStream()));
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }
        closed.release();
      }
    } catch (SocketException ignored) {
      // The test is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A whole request. */
  private static String read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new SocketException("closed before it has asked");
      }
      head.append((char) next);
    }
    int length =
        Integer.parseInt(head.toString().replaceFirst("(?is).*content-length: (\\d+).*", "$1"));
    in.readNBytes(length);
    return head.toString();
  }

  private Delivery send() {
    return notifier.send(List.of(Alerts.firing("A", "1")), clock.instant());
  }

  @Test
  void isNoReasonToTellLater() throws Exception {
    for (int i = 1; i <= 3; i++) {
      assertThat(send()).isEqualTo(new Delivery.Delivered());
      closed.acquire();
      assertThat(requests).hasSize(i);
    }
  }

  @Test
  void isNotTakenForAReceiverThatDoesNotAnswer() {
    answer = "";

    assertThat(send())
        .isInstanceOfSatisfying(
            Delivery.Retry.class,
            retry ->
                assertThat(retry.why())
                    .endsWith("the exchange failed: IOException, unexpected end of stream")
                    .doesNotContain(SECRET));
    assertThat(requests).hasSize(1);
  }

  @Test
  void tellsNothingThatTheReceiverMayHaveRepeated() {
    answer = "POST " + SECRET + "\r\n\r\n";

    assertThat(((Delivery.Retry) send()).why()).doesNotContain(SECRET);
  }
}
