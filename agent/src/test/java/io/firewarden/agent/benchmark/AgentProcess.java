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

import io.firewarden.agent.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The agent as people run it, in a process of its own, with the drivers in a file. */
final class AgentProcess implements AutoCloseable {
  private static final int PROCESSOR = 1;
  private static final String STATE = "state.json";
  private static final Duration START_WITHIN = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(200);

  final ChildProcess process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI address;
  private final Path drivers;

  private AgentProcess(ChildProcess process, URI address, Path drivers) {
    this.process = process;
    this.address = address;
    this.drivers = drivers;
  }

  /**
   * Starts it without any driver, and returns when it is ready.
   *
   * @param alertmanager whom it tells of alerts, or null
   */
  static AgentProcess start(Setting setting, @Nullable URI alertmanager)
      throws IOException, InterruptedException {
    Path directory = setting.directory();
    Path drivers = directory.resolve("drivers.yaml");
    Files.writeString(drivers, "[]\n");
    Files.deleteIfExists(directory.resolve(STATE));
    Files.deleteIfExists(directory.resolve(STATE + ".bak"));
    URI address = URI.create("http://127.0.0.1:" + freePort());
    Path config = directory.resolve("firewarden.yaml");
    Files.writeString(config, config(setting, address, alertmanager));
    List<String> command =
        ChildProcess.java(
            List.of("-XX:ActiveProcessorCount=1", "-Xmx" + setting.heap()),
            Main.class.getName(),
            "run",
            "--config",
            config.toString());
    AgentProcess agent =
        new AgentProcess(
            ChildProcess.start(
                ChildProcess.log(directory, "agent"),
                setting.pinned() ? PROCESSOR : -1,
                command,
                Map.of()),
            address,
            drivers);
    agent.awaitReady();
    return agent;
  }

  private static String config(Setting setting, URI address, @Nullable URI alertmanager) {
    Path directory = setting.directory();
    String told =
        alertmanager == null ? "" : "notifiers: {alertmanagers: [{url: " + alertmanager + "}]}\n";
    return """
    cluster: benchmark
    listen: %s
    poll: {interval: %ds}
    sources: {driver-file: %s}
    alerts: {state-file: %s}
    %s\
    """
        .formatted(
            address.getAuthority(),
            setting.interval().toSeconds(),
            directory.resolve("drivers.yaml"),
            directory.resolve(STATE),
            told);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    long until = System.nanoTime() + START_WITHIN.toNanos();
    while (System.nanoTime() < until) {
      try {
        if (get("/-/ready", PAUSE.multipliedBy(10)).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        process.checkRuns();
      }
      Thread.sleep(PAUSE.toMillis());
    }
    throw new IOException("the agent was not ready in time:\n" + process.log());
  }

  /** Has it watch all of these, and returns when it has begun to read each. */
  void watch(DriverFleet fleet) throws IOException, InterruptedException {
    List<URI> addresses = fleet.drivers();
    Path next = drivers.resolveSibling("next.yaml");
    Files.writeString(
        next, addresses.stream().map(each -> "- " + each + "\n").collect(Collectors.joining()));
    Files.move(next, drivers, StandardCopyOption.ATOMIC_MOVE);
    long until = System.nanoTime() + START_WITHIN.toNanos();
    for (long polls = 0; polls < addresses.size(); polls += fleet.told().polls()) {
      if (System.nanoTime() > until) {
        throw new IOException("the agent did not read all drivers in time:\n" + process.log());
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /** What one of its pages answers. */
  HttpResponse<String> get(String path, Duration within) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).timeout(within).build();
    return client.send(request, BodyHandlers.ofString());
  }

  /** Lines of its log that tell of something wrong. */
  long complaints() throws IOException {
    return process
        .log()
        .lines()
        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
        .count();
  }

  @Override
  public void close() {
    process.close();
  }
}
