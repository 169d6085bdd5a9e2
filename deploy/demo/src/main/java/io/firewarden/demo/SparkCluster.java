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

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A standalone Spark cluster of processes on this machine: a master and two workers. */
final class SparkCluster {
  private static final int WORKERS = 2;
  private static final String CONF = "conf";

  /** What a worker offers; more than there is, since most of the tasks here only wait. */
  private static final String WORKER_CORES = "16";

  /**
   * Room for one executor of each application, and not for two of {@link Scenario#LOST_EXECUTOR}.
   */
  private static final String WORKER_MEMORY = "8g";

  /** What every application has unless it says otherwise: two executors, which are small. */
  private static final String DEFAULTS =
      """
      spark.cores.max                  2
      spark.executor.cores             1
      spark.executor.memory            512m
      spark.executor.extraJavaOptions  %s
      """
          .formatted(Java.START_LIGHTLY);

  private final Children children;
  private final Layout layout;
  private final int masterPort;
  private final int masterUiPort;
  private final List<Child> workers = new ArrayList<>();

  private SparkCluster(Children children, Layout layout) {
    this.children = children;
    this.layout = layout;
    List<Integer> ports = Ports.free(2);
    this.masterPort = ports.get(0);
    this.masterUiPort = ports.get(1);
  }

  /** Starts it; it answers some seconds later, see {@link #aliveWorkers()}. */
  static SparkCluster start(Children children, Layout layout) {
    SparkCluster cluster = new SparkCluster(children, layout);
    layout.write(CONF + "/spark-defaults.conf", DEFAULTS);
    cluster.daemon(
        "spark-master",
        "org.apache.spark.deploy.master.Master",
        List.of("--port", "" + cluster.masterPort, "--webui-port", "" + cluster.masterUiPort));
    for (int number = 1; number <= WORKERS; number++) {
      cluster.workers.add(cluster.worker("spark-worker-" + number));
    }
    return cluster;
  }

  private Child worker(String name) {
    List<Integer> ports = Ports.free(2);
    return daemon(
        name,
        "org.apache.spark.deploy.worker.Worker",
        List.of(
            "--port",
            "" + ports.get(0),
            "--webui-port",
            "" + ports.get(1),
            "--cores",
            WORKER_CORES,
            "--memory",
            WORKER_MEMORY,
            "--work-dir",
            layout.work().resolve(name).toString(),
            masterUrl()));
  }

  private Child daemon(String name, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>(Java.command("-Xmx256m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", classPath(), mainClass, "--host", "127.0.0.1"));
    command.addAll(arguments);
    return children.start(name, command, environment());
  }

  String masterUrl() {
    return "spark://127.0.0.1:" + masterPort;
  }

  URI masterUi() {
    return Web.local(masterUiPort, "");
  }

  String classPath() {
    return layout.sparkHome().resolve("jars") + "/*";
  }

  Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", layout.sparkHome().toString(),
        "SPARK_SCALA_VERSION", layout.scalaVersion(),
        "SPARK_LOCAL_IP", "127.0.0.1",
        "SPARK_LOCAL_DIRS", layout.work().resolve("local").toString(),
        "SPARK_CONF_DIR", layout.work().resolve(CONF).toString(),
        "JAVA_HOME", Java.home());
  }

  /** Workers that the master counts as alive. */
  int aliveWorkers() {
    return state().map(state -> state.path("aliveworkers").asInt()).orElse(0);
  }

  /** The id of a running application, once the master knows it. */
  Optional<String> applicationId(String name) {
    return state().stream()
        .flatMap(
            state ->
                Stream.iterate(0, i -> i + 1)
                    .limit(state.path("activeapps").size())
                    .map(i -> state.path("activeapps").path(i)))
        .filter(application -> application.path("name").asText().equals(name))
        .map(application -> application.path("id").asText())
        .findFirst();
  }

  private Optional<JsonNode> state() {
    return Web.json(Web.local(masterUiPort, "/json/"));
  }

  /**
   * Kills the application's executor on the last worker, and first that worker, which would start
   * another: to the application this is a machine that is lost.
   *
   * @return the process id of the executor
   */
  long killExecutorAndItsWorker(String applicationId) {
    Child worker = workers.get(workers.size() - 1);
    children.noteDescendants();
    ProcessHandle executor =
        worker
            .process()
            .descendants()
            .filter(handle -> commandLine(handle).contains(applicationId))
            .findFirst()
            .orElseThrow(
                () -> new DemoException(worker.name() + " runs no executor of " + applicationId));
    worker.process().destroyForcibly();
    executor.destroyForcibly();
    return executor.pid();
  }

  /** With all its arguments, of which {@link ProcessHandle.Info} leaves out what is long. */
  private static String commandLine(ProcessHandle handle) {
    try {
      byte[] arguments = Files.readAllBytes(Path.of("/proc", "" + handle.pid(), "cmdline"));
      return new String(arguments, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException noProcFileSystem) {
      return handle.info().commandLine().orElse("");
    }
  }
}
