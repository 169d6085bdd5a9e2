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
package io.firewarden.agent.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The web servers of many drivers, each on a port of its own, in one process and one thread. One
 * more port tells what they were asked for.
 */
public final class DriverServer {
  private static final int BACKLOG = 1024;
  private static final long HOUR_MILLIS = 3_600_000;

  private final Selector selector = Selector.open();
  private final Counts counts;

  private DriverServer(long lateMillis) throws IOException {
    this.counts = new Counts(lateMillis);
  }

  /**
   * Serves until the process is ended. Writes the port that tells and then those of the drivers in
   * one line when all is ready.
   *
   * @param args how many applications, executors, stages and seconds, after how many milliseconds
   *     without a poll the next one is late, and a file with the applications of which a task does
   *     not end: number and the time at which it began, in milliseconds since the epoch
   */
  public static void main(String[] args) throws IOException {
    int applications = Integer.parseInt(args[0]);
    long now = System.currentTimeMillis();
    int moments = (int) (Long.parseLong(args[3]) * 1000 / Answers.MOMENT_MILLIS);
    Answers answers =
        new Answers(
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            now - HOUR_MILLIS,
            moments + MadeDriver.APART + 1);
    Map<Integer, Long> stuck = new HashMap<>();
    for (String line : Files.readAllLines(Path.of(args[5]))) {
      String[] words = line.split(" ", -1);
      stuck.put(Integer.valueOf(words[0]), Long.valueOf(words[1]));
    }
    DriverServer server = new DriverServer(Long.parseLong(args[4]));
    List<Integer> ports = new ArrayList<>();
    ports.add(server.listen(null));
    for (int number = 0; number < applications; number++) {
      long stuckSince = stuck.getOrDefault(number, 0L);
      ports.add(server.listen(new MadeDriver(answers, number, now, stuckSince)));
    }
    System.out.println(ports.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    server.serve();
  }

  private int listen(@Nullable MadeDriver driver) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_ACCEPT, driver);
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  private void serve() throws IOException {
    while (true) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        try {
          if (key.isAcceptable()) {
            accept(key);
          } else {
            ((Connection) key.attachment()).go(key);
          }
        } catch (IOException ignored) { // the other end has gone
          key.cancel();
          key.channel().close();
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private void accept(SelectionKey key) throws IOException {
    SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
    if (channel != null) {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      MadeDriver driver = (MadeDriver) key.attachment();
      channel.register(
          selector,
          SelectionKey.OP_READ,
          new Connection((target, gzip) -> answer(driver, target, gzip)));
    }
  }

  private byte[] answer(@Nullable MadeDriver driver, String target, boolean gzip) {
    if (driver == null) {
      byte[] body = counts.tellAndReset().getBytes(StandardCharsets.UTF_8);
      return Connection.response("200 OK", "text/plain", body);
    }
    if (MadeDriver.isFirstOfPoll(target)) {
      counts.poll(driver.polled(System.nanoTime()));
    }
    Packed body = driver.answer(target, System.currentTimeMillis());
    byte[] response;
    if (body == null) {
      response = Connection.response("404 Not Found", "text/plain", new byte[] {'?'});
    } else if (gzip) {
      String type = "application/json\r\nVary: Accept-Encoding\r\nContent-Encoding: gzip";
      response = Connection.response("200 OK", type, body.gzip());
    } else {
      response = Connection.response("200 OK", "application/json", body.plain());
    }
    counts.request(response.length);
    return response;
  }
}
