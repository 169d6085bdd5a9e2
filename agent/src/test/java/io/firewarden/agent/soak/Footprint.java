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
import java.util.Comparator;
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
 * @param histogram what {@code jcmd} prints of its heap: for each class how many objects there are
 *     and what they take, garbage not counted; as one text, so that it takes little itself
 * @param threads how many live, by name without its number
 * @param files open descriptors: files and sockets; 0 where that cannot be had
 * @param written the names of the files in the folder of the state
 */
record Footprint(
    String histogram, SortedMap<String, Long> threads, long files, SortedSet<String> written) {

  private static final int COLLECTIONS = 3;
  private static final int MOST = 12;
  private static final String OKHTTP = "OkHttp";

  /** What one moment of a poll, a tick or a write holds and another does not. */
  private static final long FEW = 8;

  /** Those of idle connections, and those that failed of late. */
  private static final long ROUTES = 16;

  /** What libraries keep of times and names. */
  private static final long SOME = 300;

  private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

  /** Classes of ours, of the HTTP client's, and those of which maps are made. */
  private static final Pattern COUNTED =
      Pattern.compile(
          "(io\\.firewarden\\.(?!agent\\.soak\\.)|okhttp3\\.).*"
              + "|java\\.time\\.Instant|java\\.util\\.(concurrent\\.)?[A-Za-z]*Map\\$[A-Za-z]*"
              + "|java\\.net\\.URI");

  private record Row(long count, long bytes) {}

  static Footprint of(Path folder) {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc(); // what waits for its cleaner goes with the next one
    }
    return new Footprint(countObjects(), countThreads(), openFiles(), names(folder));
  }

  private static String countObjects() {
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

  /** A thread of OkHttp is named after what it does, and stays for a minute. */
  private static SortedMap<String, Long> countThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .collect(
            Collectors.groupingBy(
                thread -> thread.getName().replaceAll("\\d+", "#").replaceAll("^OkHttp .*", OKHTTP),
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

  private SortedMap<String, Row> rows() {
    SortedMap<String, Row> rows = new TreeMap<>();
    histogram
        .lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(
            line ->
                rows.put(
                    line.group(3),
                    new Row(Long.parseLong(line.group(1)), Long.parseLong(line.group(2)))));
    return rows;
  }

  /** The bytes of all objects. */
  long heap() {
    return rows().values().stream().mapToLong(Row::bytes).sum();
  }

  /** How many objects there are of each class that is counted. */
  Map<String, Long> objects() {
    Map<String, Long> objects = new TreeMap<>();
    rows()
        .forEach(
            (name, row) -> {
              if (COUNTED.matcher(name).matches() && !name.contains("$$Lambda")) {
                objects.put(name, row.count());
              }
            });
    return objects;
  }

  /** How many objects of each class there are more than there were, beyond what is allowed. */
  Map<String, Long> grownSince(Footprint before) {
    Map<String, Long> past = before.objects();
    Map<String, Long> grown = new TreeMap<>();
    objects()
        .forEach(
            (name, count) -> {
              long more = count - past.getOrDefault(name, 0L);
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

  /** How many threads of each name there are more than there were, beyond what is allowed. */
  Map<String, Long> threadsSince(Footprint before) {
    Map<String, Long> more = new TreeMap<>(threads);
    more.entrySet()
        .removeIf(
            one ->
                one.getValue()
                    <= before.threads.getOrDefault(one.getKey(), 0L)
                        + (one.getKey().equals(OKHTTP) ? FEW : 0));
    return more;
  }

  /** The classes whose objects take more than they did, the most first. */
  String mostSince(Footprint before) {
    Map<String, Row> past = before.rows();
    Map<String, Long> more = new TreeMap<>();
    rows()
        .forEach(
            (name, row) ->
                more.put(name, row.bytes() - past.getOrDefault(name, new Row(0, 0)).bytes()));
    return more.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(MOST)
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", ", "more bytes of ", ""));
  }
}
