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

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A standalone cluster that outlives its master: two masters, of which one stands by, the ZooKeeper
 * that elects them, and one worker. Closing it ends all that it started.
 */
final class StandbyMasters implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final String HOST = "127.0.0.1";
  private static final String MASTER = "org.apache.spark.deploy.master.Master";

  /**
   * Until a worker that is silent is given up, and so the time in which a master that takes over
   * awaits what it read of; Spark's default is 60.
   */
  private static final String WORKER_TIMEOUT = "-Dspark.worker.timeout=15";

  /** Of the session after whose end another master is elected; Spark asks for 60. */
  private static final String ZOOKEEPER_SETTINGS =
      """
      dataDir=%s
      clientPortAddress=127.0.0.1
      clientPort=%d
      tickTime=500
      maxSessionTimeout=10000
      admin.enableServer=false
      """;

  private final Layout layout;
  private final Children children;
  private final int zookeeperPort;
  private final List<Integer> masterPorts;
  private final List<Integer> uiPorts;
  private final List<Integer> workerPorts;
  private final List<Child> zookeepers = new ArrayList<>();
  private final List<Child> masters = new ArrayList<>();

  private StandbyMasters(Layout layout) {
    this.layout = layout;
    this.children = new Children(layout);
    List<Integer> ports = Ports.free(7);
    zookeeperPort = ports.get(0);
    masterPorts = ports.subList(1, 3);
    uiPorts = ports.subList(3, 5);
    workerPorts = ports.subList(5, 7);
  }

  /** Starts it, and waits until one master leads and has its worker, and the other stands by. */
  static StandbyMasters start(Layout layout) {
    StandbyMasters cluster = new StandbyMasters(layout);
    try {
      cluster.begin();
      await("a master that leads, and one that stands by")
          .atMost(START)
          .until(() -> cluster.leads(0) != cluster.leads(1) && cluster.hasWorker(cluster.leader()));
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void begin() {
    layout.write(
        "conf/spark-defaults.conf",
        """
        spark.cores.max                  1
        spark.executor.cores             1
        spark.executor.memory            512m
        spark.executor.extraJavaOptions  %s
        """
            .formatted(Java.START_LIGHTLY));
    zookeepers.add(zookeeper());
    for (int number = 0; number < 2; number++) {
      masters.add(
          master(
              number,
              "master-" + number,
              "-Dspark.deploy.recoveryMode=ZOOKEEPER",
              "-Dspark.deploy.zookeeper.url=" + HOST + ":" + zookeeperPort));
    }
    worker();
  }

  private Child zookeeper() {
    Path settings =
        layout.write(
            "conf/zookeeper.properties",
            ZOOKEEPER_SETTINGS.formatted(layout.work().resolve("zookeeper"), zookeeperPort));
    List<String> command = new ArrayList<>(Java.command("-Xmx128m", "-XX:+UseSerialGC"));
    command.add("-Dzookeeper.jmx.log4j.disable=true");
    command.addAll(List.of("-cp", classPath()));
    command.addAll(List.of("org.apache.zookeeper.server.ZooKeeperServerMain", settings.toString()));
    Child child = children.start("zookeeper", command, environment());
    await("ZooKeeper")
        .atMost(START)
        .until(
            () -> {
              child.requireAlive();
              return listens(zookeeperPort);
            });
    return child;
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private Child master(int number, String log, String... options) {
    List<String> command = daemon(MASTER, options);
    command.addAll(List.of("--port", "" + masterPorts.get(number)));
    command.addAll(List.of("--webui-port", "" + uiPorts.get(number)));
    return children.start(log, command, environment());
  }

  private void worker() {
    List<String> command = daemon("org.apache.spark.deploy.worker.Worker");
    command.addAll(List.of("--port", "" + workerPorts.get(0)));
    command.addAll(List.of("--webui-port", "" + workerPorts.get(1)));
    command.addAll(List.of("--cores", "16", "--memory", "8g"));
    command.addAll(List.of("--work-dir", layout.work().resolve("worker").toString(), url()));
    children.start("worker", command, environment());
  }

  private List<String> daemon(String mainClass, String... options) {
    List<String> command = new ArrayList<>(Java.command("-Xmx256m", "-XX:+UseSerialGC"));
    command.addAll(modules());
    command.add(WORKER_TIMEOUT);
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath(), mainClass, "--host", HOST));
    return command;
  }

  /** Submits an application, in client mode unless its settings say otherwise. */
  Child submit(Submission submission) {
    List<String> command = new ArrayList<>(Java.command("-Xmx512m"));
    command.addAll(modules());
    command.addAll(List.of("-cp", classPath(), "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(submission.arguments(url()));
    return children.start(submission.name(), command, environment());
  }

  /** The web UIs of both. */
  List<URI> uis() {
    return uiPorts.stream().map(port -> Web.local(port, "")).toList();
  }

  /** Kills the leading master by SIGKILL, and has the other one wait until it is told to go on. */
  void leaveNoMaster() throws IOException, InterruptedException {
    int leader = leader();
    Signals.stop(masters.get(1 - leader));
    kill(masters.get(leader));
  }

  /** Lets the other one take over. */
  void letTheOtherLead() throws IOException, InterruptedException {
    int left = masters.get(0).isAlive() ? 0 : 1;
    Signals.goOn(masters.get(left));
    await("the other master leads")
        .atMost(START)
        .until(
            () -> {
              masters.get(left).requireAlive();
              return leads(left);
            });
  }

  /** Kills all masters and their ZooKeeper by SIGKILL: what they knew is gone. */
  void loseAllThatMastersKnow() throws InterruptedException {
    for (Child master : masters) {
      kill(master);
    }
    kill(zookeepers.get(0));
  }

  /** Starts a master that knows nothing, at the address of the first; it may have no worker yet. */
  void beginAnew() {
    Child fresh = master(0, "master-anew");
    await("a new master leads")
        .atMost(START)
        .until(
            () -> {
              fresh.requireAlive();
              return leads(0);
            });
  }

  private static void kill(Child child) throws InterruptedException {
    child.process().destroyForcibly().waitFor();
  }

  private int leader() {
    return leads(0) ? 0 : 1;
  }

  private boolean leads(int number) {
    return Web.json(Web.local(uiPorts.get(number), "/json/"))
        .filter(state -> state.path("status").asText().equals("ALIVE"))
        .isPresent();
  }

  private boolean hasWorker(int number) {
    return Web.json(Web.local(uiPorts.get(number), "/json/"))
        .filter(state -> state.path("aliveworkers").asInt() == 1)
        .isPresent();
  }

  private String url() {
    return "spark://" + HOST + ":" + masterPorts.get(0) + "," + HOST + ":" + masterPorts.get(1);
  }

  private String classPath() {
    return layout.sparkHome().resolve("jars") + "/*";
  }

  private static List<String> modules() {
    return List.of(JavaModuleOptions.defaultModuleOptions().split(" ", -1));
  }

  private Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", layout.sparkHome().toString(),
        "SPARK_SCALA_VERSION", layout.scalaVersion(),
        "SPARK_LOCAL_IP", HOST,
        "SPARK_LOCAL_DIRS", layout.work().resolve("local").toString(),
        "SPARK_CONF_DIR", layout.work().resolve("conf").toString(),
        "JAVA_HOME", Java.home());
  }

  @Override
  public void close() {
    for (Child master : masters) {
      if (master.isAlive()) {
        try {
          Signals.goOn(master);
        } catch (IOException | InterruptedException | DemoException e) {
          master.process().destroyForcibly();
        }
      }
    }
    children.close();
  }
}
