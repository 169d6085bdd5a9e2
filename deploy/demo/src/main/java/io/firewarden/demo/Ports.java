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
package io.firewarden.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Finds ports of 127.0.0.1 that nobody listens on. */
final class Ports {
  /** Below the range from which systems take ports for outgoing connections. */
  private static final int LOWEST = 20_000;

  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 200;

  private Ports() {}

  /** Consecutive free ports. */
  static List<Integer> free(int count) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - count);
      List<Integer> ports = IntStream.range(first, first + count).boxed().toList();
      if (allFree(ports)) {
        return ports;
      }
    }
    throw new DemoException(
        "no " + count + " consecutive free ports between " + LOWEST + " and " + HIGHEST);
  }

  static int free() {
    return free(1).get(0);
  }

  private static boolean allFree(List<Integer> ports) {
    List<ServerSocket> bound = new ArrayList<>();
    try {
      for (int port : ports) {
        ServerSocket socket = new ServerSocket();
        bound.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      }
      return true;
    } catch (IOException taken) {
      return false;
    } finally {
      bound.forEach(Ports::close);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      // It was only bound to see whether it could be.
    }
  }
}
