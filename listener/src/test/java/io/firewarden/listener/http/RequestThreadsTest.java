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
package io.firewarden.listener.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestThreadsTest {
  private final RequestThreads threads = new RequestThreads(Duration.ofMillis(300));

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void cutsOffAClientThatNeverEndsItsRequest() throws Exception {
    HttpServer server = server(threads);
    try (Socket client = connect(server)) {
      assertThat(isClosed(client)).isTrue();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void closesTheConnectionOfAClientForWhomThereIsNoRoom() throws Exception {
    RequestThreads patient = new RequestThreads(Duration.ofHours(1));
    HttpServer server = server(patient);
    List<Socket> clients = new ArrayList<>();
    try {
      while (patient.getQueue().remainingCapacity() > 0) {
        clients.add(connect(server));
      }
      Socket refused = connect(server);
      clients.add(refused);

      assertThat(isClosed(refused)).isTrue();
    } finally {
      for (Socket each : clients) {
        each.close();
      }
      server.stop(0);
      patient.shutdownNow();
    }
  }

  private static HttpServer server(RequestThreads threads) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.setExecutor(threads);
    server.createContext("/", exchange -> exchange.close());
    server.start();
    return server;
  }

  /** A client that begins a request and does not end it. */
  private static Socket connect(HttpServer server) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
    client.setSoTimeout(20_000);
    client.getOutputStream().write("GET / HT".getBytes(US_ASCII));
    client.getOutputStream().flush();
    return client;
  }

  /** Waits for the end of the connection; a reset is what a client sees that was not read. */
  private static boolean isClosed(Socket client) throws IOException {
    try {
      return client.getInputStream().read() == -1;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void leavesAThreadAloneThatHasFinishedInTime() throws Exception {
    CountDownLatch finished = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    threads.execute(finished::countDown);
    assertThat(finished.await(20, TimeUnit.SECONDS)).isTrue();

    threads.execute(
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });

    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(threads.isShutdown()).isFalse();
  }

  @Test
  void refusesMoreThanItsThreadsAndItsQueueHold() {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                threads.execute(RequestThreadsTest::waitForever);
              }
            })
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(threads.getPoolSize()).isEqualTo(2);
    assertThat(threads.getQueue()).hasSize(16);
  }

  private static void waitForever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
