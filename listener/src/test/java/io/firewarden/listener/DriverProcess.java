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
package io.firewarden.listener;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Spark driver as a process of its own, with the listener attached. */
public final class DriverProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** What the jar brings itself and Spark's class path does not have. */
  private static final Pattern OURS =
      Pattern.compile("(firewarden|micrometer|prometheus|HdrHistogram|jspecify).*\\.jar|classes");

  private final Process process;
  private final Path log;

  private DriverProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** What the driver is started with. */
  public static final class Builder {
    private final Path directory;
    private final Map<String, String> conf = new LinkedHashMap<>();
    private final List<String> program = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String classPath = testClassPath();
    private Class<?> application = TestDriver.class;
    private Path workingDirectory;
    private final List<String> options = new ArrayList<>();

    public Builder(Path directory) {
      this.directory = directory;
      this.workingDirectory = directory;
      conf.put("spark.master", "local[2]");
      conf.put("spark.app.name", "test driver");
      conf.put("spark.extraListeners", "io.firewarden.FirewardenListener");
      conf.put("spark.ui.port", "0");
      conf.put("spark.driver.host", "127.0.0.1");
      conf.put("spark.driver.bindAddress", "127.0.0.1");
      conf.put("spark.firewarden.port", "0");
      conf.put("spark.local.dir", directory.toString());
    }

    public Builder with(String key, String value) {
      conf.put(key, value);
      return this;
    }

    /** Leaves a setting to Spark. */
    public Builder without(String key) {
      conf.remove(key);
      return this;
    }

    /** Attaches by the plugin alone. */
    public Builder plugged() {
      return without("spark.extraListeners")
          .with("spark.plugins", "io.firewarden.FirewardenPlugin");
    }

    public Builder environment(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    public Builder classPath(String value) {
      classPath = value;
      return this;
    }

    /** Another application than {@link TestDriver}. */
    public Builder application(Class<?> main) {
      application = main;
      return this;
    }

    /** Further options of the JVM. */
    public Builder options(String... more) {
      options.addAll(List.of(more));
      return this;
    }

    public Builder workingDirectory(Path value) {
      workingDirectory = value;
      return this;
    }

    /**
     * Starts by Spark's own launcher, with these options, instead of by the application's class.
     */
    public Builder submitted(String... options) {
      program.add("org.apache.spark.deploy.SparkSubmit");
      program.addAll(List.of(options));
      program.addAll(List.of("--class", application.getName()));
      return this;
    }

    public DriverProcess start(String... arguments) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(each -> each.startsWith("--add-opens") || each.startsWith("-Djdk.reflect"))
          .forEach(command::add);
      command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
      command.addAll(options);
      conf.forEach((key, value) -> command.add("-D" + key + "=" + value));
      command.addAll(List.of("-cp", classPath));
      if (program.isEmpty()) {
        command.add(application.getName());
      }
      command.addAll(program);
      command.addAll(List.of(arguments));
      Path log = Files.createTempFile(directory, "driver", ".log");
      ProcessBuilder process =
          new ProcessBuilder(command)
              .directory(workingDirectory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      process.environment().putAll(environment);
      return new DriverProcess(process.start(), log);
    }
  }

  /** Where it serves, once it has said so. */
  public Optional<String> url() {
    return Pattern.compile("watches this application: (http://\\S+/)")
        .matcher(log())
        .results()
        .map(match -> match.group(1))
        .findFirst();
  }

  /** A port that nobody listens on. */
  public static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  public static String testClassPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** The class path without our classes and those that our jar bundles. */
  public static String sparkAlone() {
    return Stream.of(testClassPath().split(File.pathSeparator))
        .filter(each -> !OURS.matcher(Path.of(each).getFileName().toString()).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The class path with another directory in the place of our own classes. */
  public static String classPathWithout(Path ours, Path instead) {
    List<String> entries = new ArrayList<>(List.of(testClassPath().split(File.pathSeparator)));
    entries.replaceAll(each -> Path.of(each).equals(ours) ? instead.toString() : each);
    return String.join(File.pathSeparator, entries);
  }

  /** Waits until it has ended and gives its exit code. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the driver did not exit by itself:\n" + log());
    }
    return process.exitValue();
  }

  /** Lets a driver end that was told to hold. */
  public void release() throws IOException {
    process.getOutputStream().close();
  }

  /** Asks it to end, as a cluster manager does: SIGTERM. */
  public void terminate() {
    // Not process.destroy(), which closes its input as well, and with that lets it end by itself.
    process.toHandle().destroy();
  }

  /** The JVMs that it has started: its executors. */
  public List<ProcessHandle> executors() {
    return process
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .toList();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The lines of its output that start with this. */
  public List<String> lines(String start) {
    return log().lines().filter(line -> line.startsWith(start)).toList();
  }

  /** What it has logged so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
