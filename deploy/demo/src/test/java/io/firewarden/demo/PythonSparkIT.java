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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The listener in a Spark release as it is: in PySpark, whether Python or {@code spark-submit}
 * starts it, and in the shell {@code spark-sql}.
 */
class PythonSparkIT {
  private static final String LISTENER = "spark.extraListeners=io.firewarden.FirewardenListener";
  private static final String PLUGIN = "spark.plugins=io.firewarden.FirewardenPlugin";
  private static final Duration ENOUGH = Duration.ofMinutes(5);

  /** Its arguments: a file whose appearance ends it, and settings. */
  private static final String APPLICATION =
      """
      import os, sys, time
      from pyspark.sql import SparkSession

      builder = SparkSession.builder
      for setting in sys.argv[2:]:
          builder = builder.config(*setting.split("=", 1))
      spark = builder.getOrCreate()
      squares = spark.sparkContext.parallelize(range(100), 2).map(lambda number: number * number)
      print("the sum is", squares.sum(), flush=True)
      while not os.path.exists(sys.argv[1]):
          time.sleep(0.1)
      spark.stop()
      """;

  private final Layout layout =
      new Layout(RunningSpark.root(), RunningSpark.root().resolve("deploy/demo/target/python"));
  private final Children children = new Children(layout);
  private final int port = Ports.free();
  private final Path end = layout.work().resolve("end-" + port);
  private PythonSpark spark;

  @BeforeEach
  void findSpark() {
    spark = PythonSpark.required();
  }

  @AfterEach
  void endProcesses() throws IOException {
    children.close();
    Files.deleteIfExists(end);
  }

  private Child start(String name, List<String> command) {
    return children.start(name, command, spark.environment(layout.work()));
  }

  private List<String> settings(String attachment) {
    return List.of(
        "spark.master=local[2]",
        "spark.jars=" + RunningSpark.listenerJar(),
        attachment,
        "spark.firewarden.port=" + port,
        "spark.driver.extraJavaOptions=" + Java.START_LIGHTLY,
        "spark.ui.port=0");
  }

  private String application() {
    return layout.write("application.py", APPLICATION).toString();
  }

  @Test
  void watchesASessionThatPythonStarts() throws Exception {
    List<String> command =
        new ArrayList<>(List.of(PythonSpark.PYTHON, application(), end.toString()));
    command.addAll(settings(PLUGIN));

    Child python = start("python", command);

    awaitOneJobAndTheTasks(python, 2);
    await("memory of Python's workers")
        .atMost(ENOUGH)
        .until(
            () ->
                Web.json(Web.local(port, "/snapshot"))
                    .map(seen -> seen.at("/executors/0/process/childrenRssBytes").asLong())
                    .filter(bytes -> bytes > 1_000_000)
                    .isPresent());
    endsWell(python);
    assertThat(Files.readString(python.log())).contains("the sum is 328350");
  }

  @Test
  void watchesAPythonFileThatSparkSubmitStarts() throws Exception {
    List<String> command = new ArrayList<>(List.of(spark.script("spark-submit")));
    settings(PLUGIN).forEach(setting -> command.addAll(List.of("--conf", setting)));
    command.addAll(List.of(application(), end.toString()));

    Child driver = start("spark-submit", command);

    awaitOneJobAndTheTasks(driver, 2);
    endsWell(driver);
    assertThat(Files.readString(driver.log())).contains("the sum is 328350");
  }

  @Test
  void watchesTheSqlShell() throws Exception {
    List<String> command = new ArrayList<>(List.of(spark.script("spark-sql")));
    settings(LISTENER).forEach(setting -> command.addAll(List.of("--conf", setting)));
    // Its catalogue in memory, for speed; by default that is a database in the working directory.
    command.addAll(
        List.of(
            "--conf",
            "spark.hadoop.javax.jdo.option.ConnectionURL=jdbc:derby:memory:catalogue;create=true"));
    Child shell = start("spark-sql", command);

    shell
        .process()
        .getOutputStream()
        .write("SELECT sum(id) FROM range(0, 100, 1, 4);\n".getBytes(StandardCharsets.UTF_8));
    shell.process().getOutputStream().flush();

    awaitOneJobAndTheTasks(shell, 5);
    shell.process().getOutputStream().close();
    endsWell(shell);
    assertThat(Files.readString(shell.log())).contains("4950");
  }

  private void awaitOneJobAndTheTasks(Child driver, int tasks) {
    await(driver.name())
        .atMost(ENOUGH)
        .until(
            () -> {
              driver.requireAlive();
              return Web.json(Web.local(port, "/snapshot"))
                  .filter(seen -> seen.path("jobTotals").path("succeeded").asInt() >= 1)
                  .filter(seen -> seen.path("tasks").path("succeeded").asInt() == tasks)
                  .isPresent();
            });
    assertThat(Web.text(Web.local(port, "/metrics")).orElseThrow())
        .contains("spark_tasks_finished_total{")
        .contains("firewarden_listener_errors_total 0");
  }

  private void endsWell(Child driver) throws Exception {
    Files.writeString(end, "");
    assertThat(driver.process().onExit().get().exitValue()).as(driver.tail()).isZero();
  }
}
