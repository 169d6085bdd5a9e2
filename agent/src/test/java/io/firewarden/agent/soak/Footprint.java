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
package io.firewarden.agent.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this process takes at one moment, of all that an agent could forget to give back.
 *
 * @param heap bytes that are held, garbage not counted
 * @param objects how many there are of each class of ours, of the HTTP client's, and of those of
 *     which maps are made
 * @param threads how many live, by name without its number
 * @param files open descriptors: files and sockets; 0 where that cannot be had
 * @param written the names of the files in the folder of the state
 */
record Footprint(
    long heap,
    SortedMap<String, Long> objects,
    SortedMap<String, Long> threads,
    long files,
    SortedSet<String> written) {

  private static final int COLLECTIONS = 4;

  /** What one moment of a poll, a tick or a write holds and another does not. */
  private static final long FEW = 8;

  /** Those of idle connections, and those that failed of late. */
  private static final long ROUTES = 16;

  /** What libraries keep of times and names, and what the first of these counts takes itself. */
  private static final long SOME = 1000;

  private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");
  private static final Pattern COUNTED =
      Pattern.compile(
          "(io\\.firewarden\\.(?!agent\\.soak\\.)|okhttp3\\.).*"
              + "|java\\.time\\.Instant|java\\.util\\.(concurrent\\.)?[A-Za-z]*Map\\$[A-Za-z]*"
              + "|java\\.net\\.URI");

  static Footprint of(Path folder) {
    return new Footprint(heapInUse(), countObjects(), countThreads(), openFiles(), names(folder));
  }

  private static long heapInUse() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static SortedMap<String, Long> countObjects() {
    SortedMap<String, Long> counts = new TreeMap<>();
    histogram()
        .lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .filter(line -> COUNTED.matcher(line.group(2)).matches())
        .filter(line -> !line.group(2).contains("$$Lambda"))
        .forEach(line -> counts.put(line.group(2), Long.parseLong(line.group(1))));
    return counts;
  }

  /** What {@code jcmd} prints of a process: the objects that are left after a full collection. */
  private static String histogram() {
    try {
      Object text =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      return String.valueOf(text);
    } catch (JMException e) {
      throw new IllegalStateException("this JVM does not count its objects", e);
    }
  }

  /** Those that live now. */
  static SortedMap<String, Long> countThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .collect(
            Collectors.groupingBy(
                thread -> thread.getName().replaceAll("\\d+", "#"),
                TreeMap::new,
                Collectors.counting()));
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  private static SortedSet<String> names(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many objects of each class there are more than there were, beyond what is allowed. */
  Map<String, Long> grownSince(Footprint before) {
    Map<String, Long> grown = new TreeMap<>();
    objects.forEach(
        (name, count) -> {
          long more = count - before.objects.getOrDefault(name, 0L);
          if (more > allowed(name)) {
            grown.put(name, more);
          }
        });
    return grown;
  }

  private static long allowed(String name) {
    if (name.equals("okhttp3.Route")) {
      return ROUTES;
    }
    return name.startsWith("io.firewarden.") || name.equals("java.net.URI") ? FEW : SOME;
  }
}
