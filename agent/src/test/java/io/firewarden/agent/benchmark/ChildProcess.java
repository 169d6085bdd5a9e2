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

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process that is measured from outside, by what Linux tells of it. */
final class ChildProcess implements AutoCloseable {
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);
  private static final double TICKS_PER_SECOND = 100; // of /proc, on all Linux systems
  private static final int COLLECTIONS = 5;
  private static final int STAT_USER = 11; // behind the name, which may have blanks
  private static final int STAT_SYSTEM = 12;

  private final Process process;
  private final Path log;

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one. What it writes to standard error goes to a log.
   *
   * @param processor the only one that it may run on, or -1
   */
  static ChildProcess start(
      Path log, int processor, List<String> command, Map<String, String> environment)
      throws IOException {
    List<String> whole = new ArrayList<>();
    if (processor >= 0) {
      whole.addAll(List.of("taskset", "-c", String.valueOf(processor)));
    }
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole).redirectError(log.toFile());
    builder.environment().putAll(environment);
    return new ChildProcess(builder.start(), log);
  }

  /** The command of a class of our own class path. */
  static List<String> java(List<String> options, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(tool("java"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A program of the Java that we run on. */
  static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** The next line that it writes to standard output. */
  String line() throws IOException {
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("it has ended:\n" + log());
    }
    return line;
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  void checkRuns() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("it has ended with " + process.exitValue() + ":\n" + log());
    }
  }

  /** How long it has been on a processor since its start, in seconds. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(proc("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[STAT_USER]) + Long.parseLong(fields[STAT_SYSTEM]);
    return ticks / TICKS_PER_SECOND;
  }

  /** Its memory that is in RAM now, in MiB. */
  double rssMebibytes() throws IOException {
    return status("VmRSS:");
  }

  /** The most that it ever had there. */
  double peakRssMebibytes() throws IOException {
    return status("VmHWM:");
  }

  private double status(String name) throws IOException {
    for (String line : Files.readAllLines(proc("status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("no " + name + " in " + proc("status"));
  }

  private Path proc(String file) {
    return Path.of("/proc", String.valueOf(process.pid()), file);
  }

  /**
   * What its heap holds after a collection, in bytes. The serial collector closes all gaps in one
   * collection of four only; in between, what fills them counts as arrays.
   */
  long retainedBytes() throws IOException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      least = Math.min(least, histogramBytes());
    }
    return least;
  }

  private long histogramBytes() throws IOException {
    Process jcmd =
        new ProcessBuilder(tool("jcmd"), String.valueOf(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("total"))
        .mapToLong(line -> Long.parseLong(line.trim().split("\\s+", -1)[2]))
        .findFirst()
        .orElseThrow(() -> new IOException("no histogram: " + text));
  }

  /** A file for what a process of that name writes. */
  static Path log(Path directory, String name) {
    return new File(directory.toFile(), name + ".log").toPath();
  }

  /** How it ended, or null while it runs. */
  @Nullable Integer exitValue() {
    return process.isAlive() ? null : (Integer) process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
