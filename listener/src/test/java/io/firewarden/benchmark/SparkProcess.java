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
package io.firewarden.benchmark;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Java process with our own class path, which may start a {@code local-cluster}: master, worker
 * and executors in processes of their own. That wants a Spark installation, so it gets one made of
 * the jars on the class path.
 */
final class SparkProcess {
  /** The system property with what Spark gives to each of its JVMs. */
  static final String JVM_OPTIONS = "spark.jvm.options";

  /** Spark's own prints three lines a task, which takes longer than much of what is measured. */
  private static final String LOGGING =
      """
      rootLogger.level = warn
      rootLogger.appenderRef.console.ref = console
      appender.console.type = Console
      appender.console.name = console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n
      """;

  private static final Duration LIMIT = Duration.ofMinutes(30);

  private static final String LOGGING_FILE = "log4j2.properties";

  private final Path directory;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<String> options = new ArrayList<>();
  private Duration limit = LIMIT;

  SparkProcess(Path directory) {
    this.directory = directory;
    with("spark.ui.port", "0");
    with("spark.ui.showConsoleProgress", "false");
    with("spark.driver.host", "127.0.0.1");
    with("spark.driver.bindAddress", "127.0.0.1");
    with("spark.local.dir", directory.toString());
    with("spark.sql.warehouse.dir", directory.resolve("warehouse").toString());
    with("spark.firewarden.port", "0");
    options.addAll(jvmOptions());
    options.add(logging());
  }

  private String logging() {
    return "-Dlog4j2.configurationFile=" + directory.resolve(LOGGING_FILE);
  }

  /** What Spark gives to each of its JVMs: as we were told, or else as we were given it. */
  private static List<String> jvmOptions() {
    String told = System.getProperty(JVM_OPTIONS);
    Stream<String> options =
        told == null
            ? ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            : Stream.of(told.split("\\s+", -1));
    return options
        .filter(each -> each.startsWith("--add-opens") || each.startsWith("-Djdk.reflect"))
        .toList();
  }

  SparkProcess with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  SparkProcess option(String option) {
    options.add(option);
    return this;
  }

  /** It is ended if it takes longer; half an hour where nothing is said. */
  SparkProcess within(Duration time) {
    limit = time;
    return this;
  }

  /** Two executors of some cores each, in processes of their own. */
  SparkProcess onLocalCluster(int cores) {
    return with("spark.master", "local-cluster[2," + cores + ",1024]")
        .with("spark.executor.extraClassPath", classDirectories())
        .with("spark.executor.extraJavaOptions", logging());
  }

  /** Runs a class to its end; what it writes goes to a log that a failure shows. */
  void run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    Files.writeString(directory.resolve(LOGGING_FILE), LOGGING);
    Path log = directory.resolve(main.getSimpleName() + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", ownClassPath(), main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", home().toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        String how = ended ? " failed:\n" : " did not end in " + limit.toMinutes() + " min:\n";
        throw new IOException(main.getSimpleName() + how + Files.readString(log));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private Path home() throws IOException {
    Path home = directory.resolve("spark-home");
    Path jars = Files.createDirectories(home.resolve("jars"));
    Files.writeString(home.resolve("RELEASE"), "Spark for the benchmarks\n");
    for (String entry : classPath().filter(each -> each.endsWith(".jar")).toList()) {
      Path link = jars.resolve(Path.of(entry).getFileName());
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, Path.of(entry));
      }
    }
    return home;
  }

  private static String classDirectories() {
    return String.join(
        File.pathSeparator, classPath().filter(each -> !each.endsWith(".jar")).toList());
  }

  private static Stream<String> classPath() {
    return Stream.of(ownClassPath().split(File.pathSeparator, -1));
  }

  private static String ownClassPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
