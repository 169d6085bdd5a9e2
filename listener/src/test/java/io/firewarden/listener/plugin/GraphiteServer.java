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
package io.firewarden.listener.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What Spark's Graphite sinks send to: keeps the last value of each name. */
final class GraphiteServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Map<String, String> values = new ConcurrentHashMap<>();

  GraphiteServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** By name, without the prefix of the application. */
  Map<String, String> values() {
    return values;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        daemon(() -> read(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void read(Socket client) {
    try (client;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        String[] words = line.split(" ", 3);
        values.put(words[0], words[1]);
      }
    } catch (IOException ended) {
      // So has the process that sent.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "graphite");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
