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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes that the demo started, and theirs. Closing it ends them all, and only them: every
 * process is known by its handle, and nothing is looked for by name.
 */
final class Children implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Layout layout;
  private final List<Child> started = new CopyOnWriteArrayList<>();

  /** Children of children, such as executors, which a dead parent would no longer tell. */
  private final Map<Long, ProcessHandle> descendants = new ConcurrentHashMap<>();

  Children(Layout layout) {
    this.layout = layout;
  }

  /** Starts a process whose output goes to the log of its name. */
  Child start(String name, List<String> command, Map<String, String> environment) {
    Path log = layout.log(name);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(Children::wouldConfigureSpark);
    builder.environment().putAll(environment);
    try {
      Files.createDirectories(layout.work().resolve("logs"));
      builder.directory(layout.work().toFile());
      Child child = new Child(name, builder.start(), log);
      started.add(child);
      return child;
    } catch (IOException e) {
      throw new DemoException("cannot start " + name + ": " + e, e);
    }
  }

  private static boolean wouldConfigureSpark(String variable) {
    return variable.startsWith("SPARK_") || variable.startsWith("HADOOP_");
  }

  /** Takes note of what the processes have started in the meantime. */
  void noteDescendants() {
    for (Child child : started) {
      child.process().descendants().forEach(handle -> descendants.put(handle.pid(), handle));
    }
  }

  /** Fails when one of them has ended although it should run. */
  void requireAlive() {
    started.forEach(Child::requireAlive);
  }

  /** How many processes were started, those of Spark's workers included. */
  int count() {
    return started.size() + descendants.size();
  }

  /** Ends one process as a user would, and waits for it. */
  void stop(Child child) {
    noteDescendants();
    endAll(List.of(child.process().toHandle()));
  }

  /** The processes that are still there after {@link #close()}; none, unless something is wrong. */
  List<Long> left() {
    return all().stream().filter(ProcessHandle::isAlive).map(ProcessHandle::pid).toList();
  }

  @Override
  public synchronized void close() {
    noteDescendants();
    endAll(all());
  }

  private List<ProcessHandle> all() {
    List<ProcessHandle> all = new ArrayList<>();
    started.forEach(child -> all.add(child.process().toHandle()));
    all.addAll(descendants.values());
    return all;
  }

  private static void endAll(Collection<ProcessHandle> handles) {
    handles.forEach(ProcessHandle::destroy);
    if (!await(handles, GRACE)) {
      handles.forEach(ProcessHandle::destroyForcibly);
      await(handles, GRACE);
    }
  }

  /** Whether all ended within the time. */
  private static boolean await(Collection<ProcessHandle> handles, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    for (ProcessHandle handle : handles) {
      try {
        handle.onExit().get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException late) {
        return false;
      } catch (InterruptedException e) {
        return false;
      }
    }
    return true;
  }
}
