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

import io.firewarden.demo.jobs.UntilTold;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Hadoop's YARN as processes on this machine: two ResourceManagers, of which one stands by, and a
 * NodeManager. Whoever starts an application here gets a small one.
 */
final class YarnCluster {
  /** A queue with less room than one container needs: what is submitted there waits. */
  static final String NARROW = "narrow";

  private static final Duration START = Duration.ofMinutes(3);
  private static final String SERVER = "org.apache.hadoop.yarn.server.";
  private static final String HOST = "127.0.0.1";
  private static final List<String> MANAGER_ADDRESSES =
      List.of(
          "address",
          "scheduler.address",
          "resource-tracker.address",
          "admin.address",
          "webapp.address");

  private final Children children;
  private final Layout layout;
  private final List<Integer> ports = Ports.free(2 * MANAGER_ADDRESSES.size());
  private final List<Child> managers = new ArrayList<>();
  private final Child node;
  private int active;

  private YarnCluster(Children children, Layout layout) {
    this.children = children;
    this.layout = layout;
    writeConfiguration();
    startManagers("");
    node = server("node", "node", "nodemanager.NodeManager");
  }

  /** Starts it, and waits until it has a place for containers. */
  static YarnCluster start(Children children, Layout layout) {
    YarnCluster yarn = new YarnCluster(children, layout);
    yarn.awaitManagers();
    yarn.activate(0);
    await("a NodeManager")
        .atMost(START)
        .until(
            () -> {
              yarn.node.requireAlive();
              return Web.json(yarn.at(0, "/ws/v1/cluster/metrics"))
                  .filter(json -> json.at("/clusterMetrics/activeNodes").asInt() == 1)
                  .isPresent();
            });
    return yarn;
  }

  private void startManagers(String time) {
    managers.clear();
    for (int manager = 0; manager < 2; manager++) {
      String name = "rm" + manager;
      managers.add(server(name + time, name, "resourcemanager.ResourceManager"));
    }
  }

  private void awaitManagers() {
    for (int manager = 0; manager < 2; manager++) {
      URI info = at(manager, "/ws/v1/cluster/info");
      await("a ResourceManager")
          .atMost(START)
          .until(
              () -> {
                requireAlive();
                return Web.json(info).isPresent();
              });
    }
  }

  /** Kills both ResourceManagers by SIGKILL: what they have not written down is forgotten. */
  void killManagers() throws InterruptedException {
    for (Child manager : managers) {
      manager.process().destroyForcibly().waitFor();
    }
  }

  /** Starts them again, and makes the other one the active one. */
  void restartManagers() {
    startManagers("-again");
    awaitManagers();
    failOver();
  }

  /** An address of the active one. */
  URI atActive(String path) {
    return at(active, path);
  }

  /** An address of one of the two. */
  URI at(int manager, String path) {
    return Web.local(port(manager, "webapp.address"), path);
  }

  /** The processes of the ResourceManagers. */
  List<Child> managers() {
    return List.copyOf(managers);
  }

  /** Fails when one of its processes has ended. */
  void requireAlive() {
    managers.forEach(Child::requireAlive);
    node.requireAlive();
  }

  /** Makes the active ResourceManager stand by, and the other one the active one. */
  void failOver() {
    activate(1 - active);
  }

  private void activate(int manager) {
    admin("-transitionToStandby", 1 - manager);
    admin("-transitionToActive", manager);
    active = manager;
  }

  /** Has YARN kill an application, as {@code yarn application -kill} does. */
  void kill(String id) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(atActive("/ws/v1/cluster/apps/" + id + "/state?user.name=root"))
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString("{\"state\": \"KILLED\"}"))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new DemoException("YARN does not kill " + id + ": " + answer.body());
    }
  }

  /**
   * Submits {@link UntilTold}.
   *
   * @param mode client or cluster
   * @return the driver in client mode, else who waits for it
   */
  Child submit(String name, String mode, Map<String, String> settings) {
    List<String> command = new ArrayList<>(Java.command("-Xmx512m"));
    command.addAll(modules());
    command.addAll(List.of("-cp", conf() + ":" + home().resolve("jars") + "/*"));
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", "yarn"));
    command.addAll(List.of("--deploy-mode", mode, "--name", name));
    command.addAll(List.of("--class", UntilTold.class.getName()));
    command.addAll(List.of("--jars", RunningSpark.listenerJar().toString()));
    Map<String, String> all = settings();
    all.putAll(settings);
    all.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of(RunningSpark.jobs(layout).toString(), word(name).toString()));
    return children.start(name, command, environment());
  }

  /** Lets an application that was submitted end. */
  void tell(String name, String word) {
    layout.write("words/" + name, word);
  }

  /** The driver's process, of an application in cluster mode. */
  ProcessHandle driver(String id) {
    return node.process()
        .descendants()
        .filter(handle -> isDriver(handle, id))
        .findFirst()
        .orElseThrow(() -> new DemoException("the NodeManager runs no driver of " + id));
  }

  private static boolean isDriver(ProcessHandle handle, String id) {
    try {
      byte[] arguments = Files.readAllBytes(Path.of("/proc", "" + handle.pid(), "cmdline"));
      String command = new String(arguments, StandardCharsets.UTF_8);
      return command.contains("/bin/java\0")
          && command.contains("deploy.yarn.ApplicationMaster")
          && command.contains(id);
    } catch (IOException ended) {
      return false;
    }
  }

  private Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>();
    // There where they are: nothing has to be copied for each container.
    all.put("spark.yarn.jars", "local:" + home().resolve("jars") + "/*");
    all.put("spark.yarn.stagingDir", layout.work().resolve("staging").toUri().toString());
    all.put("spark.yarn.maxAppAttempts", "1");
    all.put("spark.yarn.am.memory", "512m");
    all.put("spark.driver.memory", "512m");
    all.put("spark.driver.extraJavaOptions", Java.START_LIGHTLY);
    all.put("spark.executor.instances", "1");
    all.put("spark.executor.cores", "1");
    all.put("spark.executor.memory", "512m");
    all.put("spark.executor.extraJavaOptions", Java.START_LIGHTLY);
    all.put("spark.ui.port", "0");
    for (String process : List.of("spark.yarn.appMasterEnv.", "spark.executorEnv.")) {
      all.put(process + "SPARK_LOCAL_IP", HOST);
      all.put(process + "JAVA_HOME", Java.home());
    }
    return all;
  }

  private Path word(String name) {
    return layout.work().resolve("words").resolve(name);
  }

  private Path conf() {
    return layout.work().resolve("conf");
  }

  private Path home() {
    return layout.root().resolve("deploy/demo/spark-home/target/spark-3.5.5-scala-2.12");
  }

  private Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", home().toString(),
        "SPARK_SCALA_VERSION", "2.12",
        "SPARK_LOCAL_IP", HOST,
        "SPARK_CONF_DIR", layout.work().resolve("spark-conf").toString(),
        "HADOOP_CONF_DIR", conf().toString(),
        "HADOOP_USER_NAME", "root",
        "JAVA_HOME", Java.home());
  }

  private Child server(String log, String name, String mainClass) {
    return children.start(log, java(name, SERVER + mainClass), environment());
  }

  /** A class of Hadoop's, with the settings of that server. */
  private List<String> java(String name, String mainClass) {
    List<String> command = new ArrayList<>(Java.command("-Xmx256m"));
    command.addAll(modules());
    String jars = layout.root().resolve("deploy/demo/hadoop-home/target/jars") + "/*";
    command.addAll(List.of("-cp", layout.work().resolve(name) + ":" + conf() + ":" + jars));
    command.add(mainClass);
    return command;
  }

  private static List<String> modules() {
    return List.of(JavaModuleOptions.defaultModuleOptions().split(" ", -1));
  }

  private void admin(String what, int manager) {
    List<String> command = java("admin", "org.apache.hadoop.yarn.client.cli.RMAdminCLI");
    command.addAll(List.of(what, "rm" + manager));
    Child admin = children.start("admin" + what + manager, command, environment());
    try {
      if (!admin.process().waitFor(START.toSeconds(), TimeUnit.SECONDS)
          || admin.process().exitValue() != 0) {
        throw new DemoException(what + " of rm" + manager + " failed:\n" + admin.tail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted", e);
    }
  }

  private int port(int manager, String address) {
    int count = MANAGER_ADDRESSES.size();
    return ports.get(manager * count + MANAGER_ADDRESSES.indexOf(address));
  }

  private void writeConfiguration() {
    Map<String, String> all = nodeSettings();
    all.putAll(managerSettings());
    write("conf/yarn-site.xml", all);
    for (int manager = 0; manager < 2; manager++) {
      // On one host a ResourceManager cannot tell by the addresses which of them it is.
      all.put("yarn.resourcemanager.ha.id", "rm" + manager);
      write("rm" + manager + "/yarn-site.xml", all);
    }
    writeOthers();
  }

  private Map<String, String> nodeSettings() {
    Map<String, String> all = new LinkedHashMap<>();
    for (String what : List.of("address", "localizer.address", "webapp.address")) {
      all.put("yarn.nodemanager." + what, HOST + ":0");
    }
    all.put("yarn.nodemanager.hostname", HOST);
    all.put("yarn.nodemanager.local-dirs", layout.work().resolve("containers").toString());
    all.put("yarn.nodemanager.log-dirs", layout.work().resolve("container-logs").toString());
    all.put("yarn.nodemanager.delete.debug-delay-sec", "3600");
    all.put("yarn.nodemanager.resource.memory-mb", "12288");
    all.put("yarn.nodemanager.resource.cpu-vcores", "16");
    all.put("yarn.nodemanager.vmem-check-enabled", "false");
    all.put("yarn.nodemanager.pmem-check-enabled", "false");
    all.put("yarn.nodemanager.disk-health-checker.enable", "false");
    all.put("yarn.scheduler.minimum-allocation-mb", "128");
    return all;
  }

  private Map<String, String> managerSettings() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("yarn.resourcemanager.cluster-id", "demo");
    all.put("yarn.resourcemanager.ha.enabled", "true");
    all.put("yarn.resourcemanager.ha.automatic-failover.enabled", "false");
    all.put("yarn.resourcemanager.ha.rm-ids", "rm0,rm1");
    all.put("yarn.resourcemanager.recovery.enabled", "true");
    // Who finds no active one looks again soon; by default that takes up to 45 s.
    all.put("yarn.resourcemanager.connect.retry-interval.ms", "1000");
    all.put("yarn.client.failover-sleep-base-ms", "500");
    all.put("yarn.client.failover-sleep-max-ms", "2000");
    all.put(
        "yarn.resourcemanager.store.class",
        SERVER + "resourcemanager.recovery.FileSystemRMStateStore");
    all.put(
        "yarn.resourcemanager.fs.state-store.uri",
        layout.work().resolve("state").toUri().toString());
    for (int manager = 0; manager < 2; manager++) {
      all.put("yarn.resourcemanager.hostname.rm" + manager, HOST);
      for (String what : MANAGER_ADDRESSES) {
        String key = "yarn.resourcemanager." + what + ".rm" + manager;
        all.put(key, HOST + ":" + port(manager, what));
      }
    }
    return all;
  }

  private void writeOthers() {
    write(
        "conf/core-site.xml",
        Map.of(
            "fs.defaultFS",
            "file:///",
            "hadoop.tmp.dir",
            layout.work().resolve("tmp").toString(),
            // So long a master that ends tries to tell a ResourceManager that is away.
            "hadoop.service.shutdown.timeout",
            "600s"));
    write(
        "conf/capacity-scheduler.xml",
        Map.of(
            "yarn.scheduler.capacity.root.queues", "default," + NARROW,
            "yarn.scheduler.capacity.maximum-am-resource-percent", "0.9",
            "yarn.scheduler.capacity.root.default.capacity", "99",
            "yarn.scheduler.capacity.root.narrow.capacity", "1",
            "yarn.scheduler.capacity.root.narrow.maximum-capacity", "1"));
    layout.write(
        "conf/log4j.properties",
        """
        log4j.rootLogger=INFO,out
        log4j.appender.out=org.apache.log4j.ConsoleAppender
        log4j.appender.out.layout=org.apache.log4j.PatternLayout
        log4j.appender.out.layout.ConversionPattern=%d{HH:mm:ss} %p %c{1}: %m%n
        """);
  }

  private void write(String file, Map<String, String> settings) {
    StringBuilder xml = new StringBuilder("<configuration>\n");
    settings.forEach(
        (key, value) ->
            xml.append("<property><name>")
                .append(key)
                .append("</name><value>")
                .append(value)
                .append("</value></property>\n"));
    layout.write(file, xml.append("</configuration>\n").toString());
  }
}
