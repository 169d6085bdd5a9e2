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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The process with the {@link DriverServer}. */
final class DriverFleet implements AutoCloseable {
  /** An interval is spread by a tenth; a second more is the time in which a poll begins. */
  private static final double SPREAD = 1.1;

  private static final long TOLERATED_MILLIS = 1_000;
  private static final int PROCESSOR = 0;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ChildProcess process;
  private final List<Integer> ports;

  private DriverFleet(ChildProcess process) throws IOException {
    this.process = process;
    this.ports = Stream.of(process.line().split(" ", -1)).map(Integer::valueOf).toList();
  }

  /**
   * Starts it, and returns when it answers.
   *
   * @param stuck since when, in milliseconds since the epoch, applications by number have a task
   *     that does not end
   */
  static DriverFleet start(Setting setting, Map<Integer, Long> stuck) throws IOException {
    Path file = setting.directory().resolve("stuck.txt");
    List<String> lines = new ArrayList<>();
    stuck.forEach((number, since) -> lines.add(number + " " + since));
    Files.write(file, lines);
    long seconds = setting.warmUp().plus(setting.measured()).toSeconds() + 240;
    List<String> command =
        ChildProcess.java(
            List.of("-Xmx1g", "-XX:+UseSerialGC"),
            DriverServer.class.getName(),
            String.valueOf(setting.applications()),
            String.valueOf(setting.executors()),
            String.valueOf(setting.stages()),
            String.valueOf(seconds),
            String.valueOf(lateMillis(setting)),
            file.toString());
    return new DriverFleet(
        ChildProcess.start(
            ChildProcess.log(setting.directory(), "drivers"),
            setting.pinned() ? PROCESSOR : -1,
            command,
            Map.of()));
  }

  /** How long after the one before a poll must have begun. */
  static long lateMillis(Setting setting) {
    return Math.round(setting.interval().toMillis() * SPREAD) + TOLERATED_MILLIS;
  }

  List<URI> drivers() {
    return ports.stream().skip(1).map(port -> URI.create("http://127.0.0.1:" + port)).toList();
  }

  /** What the drivers were asked for since this was last asked. */
  Counts.Told told() throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + ports.get(0) + "/");
    return Counts.Told.parse(
        client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body());
  }

  double cpuSeconds() throws IOException {
    return process.cpuSeconds();
  }

  @Override
  public void close() {
    process.close();
  }
}
