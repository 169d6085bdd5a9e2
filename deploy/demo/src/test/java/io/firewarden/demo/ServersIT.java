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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The listener in the two servers that a Spark release has, while their clients come and go. */
class ServersIT {
  private static final Duration ENOUGH = Duration.ofMinutes(3);
  private static final String QUERY = "SELECT sum(id) FROM range(0, 100, 1, 4)";
  private static final String SUM = "4950";

  /** A client of the Connect server, to be compiled when it is run: its API is not this build's. */
  private static final String CONNECT_CLIENT =
      """
      import org.apache.spark.sql.SparkSession;

      public class Query {
        public static void main(String[] arguments) throws Exception {
          SparkSession spark = SparkSession.builder().remote(arguments[0]).getOrCreate();
          System.out.println("the sum is " + spark.sql(arguments[1]).collectAsList());
          spark.close();
        }
      }
      """;

  private final Layout layout =
      new Layout(RunningSpark.root(), RunningSpark.root().resolve("deploy/demo/target/servers"));
  private final Children children = new Children(layout);
  private final int port = Ports.free();
  private final int serverPort = Ports.free();
  private PythonSpark spark;

  @BeforeEach
  void findSpark() {
    spark = PythonSpark.required();
  }

  @AfterEach
  void endProcesses() {
    children.close();
  }

  @Test
  void watchesAThriftServer() throws Exception {
    Child server =
        server(
            "thrift-server",
            "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2",
            // Its catalogue in memory; by default that is a database in the working directory.
            Map.of(
                "spark.hadoop.javax.jdo.option.ConnectionURL",
                "jdbc:derby:memory:servers;create=true",
                "spark.sql.warehouse.dir",
                layout.work().resolve("warehouse").toUri().toString()),
            "--hiveconf",
            "hive.server2.thrift.bind.host=127.0.0.1",
            "--hiveconf",
            "hive.server2.thrift.port=" + serverPort);
    String address = "jdbc:hive2://127.0.0.1:" + serverPort;

    for (int client = 1; client <= 2; client++) {
      awaitAnswer(
          server,
          "beeline-" + client,
          List.of(spark.script("beeline"), "-u", address, "-e", QUERY + ";"));
      awaitQueries(server, client);
    }
    assertEnds(server);
  }

  @Test
  void watchesAConnectServer() throws Exception {
    Child server =
        server(
            "connect-server",
            "org.apache.spark.sql.connect.service.SparkConnectServer",
            Map.of(
                "spark.connect.grpc.binding.address",
                "127.0.0.1",
                "spark.connect.grpc.binding.port",
                "" + serverPort));
    Path program = layout.write("Query.java", CONNECT_CLIENT);
    List<String> client = new ArrayList<>(Java.command("-Xmx256m"));
    client.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ", -1)));
    client.addAll(List.of("-cp", connectClient(), program.toString()));
    client.addAll(List.of("sc://127.0.0.1:" + serverPort, QUERY));

    for (int number = 1; number <= 2; number++) {
      awaitAnswer(server, "connect-client-" + number, client);
      awaitQueries(server, number);
    }
    assertEnds(server);
  }

  private Child server(
      String name, String mainClass, Map<String, String> settings, String... arguments) {
    List<String> command = new ArrayList<>(List.of(spark.script("spark-submit")));
    command.addAll(List.of("--class", mainClass, "--master", "local[2]", "--name", name));
    command.addAll(List.of("--jars", RunningSpark.listenerJar().toString()));
    command.addAll(List.of("--driver-java-options", Java.START_LIGHTLY));
    settings.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    Map<String, String> ours =
        Map.of(
            "spark.extraListeners", "io.firewarden.FirewardenListener",
            "spark.firewarden.port", "" + port,
            "spark.firewarden.check.interval", "1s",
            "spark.ui.enabled", "false");
    ours.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.add("spark-internal");
    command.addAll(List.of(arguments));
    return children.start(name, command, spark.environment(layout.work()));
  }

  /** Starts the client until the server is there to answer it. */
  private void awaitAnswer(Child server, String name, List<String> command) {
    await(name)
        .atMost(ENOUGH)
        .until(
            () -> {
              server.requireAlive();
              if (!isOpen(serverPort)) {
                return false;
              }
              Child client = children.start(name, command, spark.environment(layout.work()));
              client.process().getOutputStream().close();
              return client.process().waitFor(ENOUGH.toSeconds(), TimeUnit.SECONDS)
                  && Files.readString(client.log()).contains(SUM);
            });
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private void awaitQueries(Child server, int atLeast) {
    await("queries in the snapshot")
        .atMost(ENOUGH)
        .untilAsserted(
            () -> {
              server.requireAlive();
              ApplicationSnapshot snapshot = snapshot().orElseThrow();
              assertThat(snapshot.sql()).isNotNull();
              assertThat(snapshot.sql().succeeded()).isGreaterThanOrEqualTo(atLeast);
              assertThat(snapshot.tasks().succeeded()).isGreaterThanOrEqualTo(4L * atLeast);
              assertThat(snapshot.tasks().failed()).isZero();
            });
    assertThat(Web.text(Web.local(port, "/metrics")).orElseThrow())
        .contains("firewarden_listener_errors_total 0");
  }

  /** As a server without the listener: its context is stopped, and its process goes. */
  private void assertEnds(Child server) throws Exception {
    children.stop(server);

    assertThat(server.isAlive()).isFalse();
    String log = Files.readString(server.log());
    assertThat(log)
        .contains("Successfully stopped SparkContext")
        .doesNotContain("Firewarden could not", "Firewarden stops");
  }

  private Optional<ApplicationSnapshot> snapshot() throws IOException {
    Optional<String> page = Web.text(Web.local(port, "/snapshot"));
    return page.isEmpty()
        ? Optional.empty()
        : Optional.of(SnapshotJson.read(page.get().getBytes(StandardCharsets.UTF_8)));
  }

  /** The class path that Spark's launcher gives to a client: without the server's own classes. */
  private String connectClient() throws IOException {
    try (Stream<Path> jars = Files.list(spark.home().resolve("jars"));
        Stream<Path> client = Files.list(spark.home().resolve("jars/connect-repl"))) {
      return Stream.concat(
              client.filter(jar -> name(jar).startsWith("spark-connect-client-jvm_")),
              jars.filter(jar -> !name(jar).startsWith("spark-sql_"))
                  .filter(jar -> !name(jar).startsWith("spark-connect_")))
          .map(Path::toString)
          .collect(Collectors.joining(":"));
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
