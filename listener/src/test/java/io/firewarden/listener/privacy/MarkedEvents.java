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
package io.firewarden.listener.privacy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.objectweb.asm.ClassReader;

/**
 * Events of every kind that Spark's jars on the class path have, made by their constructors, each
 * kind several times with other kinds of contents.
 */
final class MarkedEvents {
  private static final Set<String> BASES =
      Set.of(
          "org/apache/spark/scheduler/SparkListenerEvent",
          "org/apache/spark/sql/streaming/StreamingQueryListener$Event",
          "org/apache/spark/streaming/scheduler/StreamingListenerEvent",
          "org/apache/spark/sql/catalyst/catalog/DatabaseEvent",
          "org/apache/spark/sql/catalyst/catalog/FunctionEvent",
          "org/apache/spark/sql/catalyst/catalog/TableEvent");

  /** As many as there are ways in which a task ends. */
  private static final int VARIANTS = 6;

  private final Markers markers;
  private final Set<String> unmade = new TreeSet<>();

  MarkedEvents(Markers markers) {
    this.markers = markers;
  }

  /** In an order that an application may have: what begins before what ends. */
  List<SparkListenerEvent> make() throws IOException {
    List<SparkListenerEvent> events = new ArrayList<>();
    for (Class<?> kind : kinds()) {
      for (int variant = 0; variant < VARIANTS; variant++) {
        try {
          events.add(wrapped(new MarkedValues(markers, variant).of(kind)));
        } catch (ReflectiveOperationException | RuntimeException e) {
          Throwable why = e instanceof InvocationTargetException thrown ? thrown.getCause() : e;
          unmade.add(kind.getName() + ": " + why);
        }
      }
    }
    events.sort(Comparator.comparingInt(MarkedEvents::rank));
    return events;
  }

  /**
   * An event as Spark's bus has it: those of DStreams are wrapped, by an object that tells them.
   */
  private static SparkListenerEvent wrapped(Object event) throws ReflectiveOperationException {
    if (event instanceof SparkListenerEvent known) {
      return known;
    }
    String bus = "org.apache.spark.streaming.scheduler.StreamingListenerBus";
    Object outer = Class.forName(bus).getConstructors()[0].newInstance((Object) null);
    return (SparkListenerEvent)
        Class.forName(bus + "$WrappedStreamingListenerEvent")
            .getConstructors()[0]
            .newInstance(outer, event);
  }

  /** Kinds of which not every variant could be made, with the reason. */
  Set<String> unmade() {
    return unmade;
  }

  static boolean isEnd(SparkListenerEvent event) {
    return rank(event) >= ENDS;
  }

  private static final List<String> ORDER =
      List.of(
          "ApplicationStart",
          "EnvironmentUpdate",
          "ExecutorAdded",
          "BlockManagerAdded",
          "SQLExecutionStart",
          "QueryStartedEvent",
          "JobStart",
          "StageSubmitted",
          "TaskStart");

  private static final int ENDS = ORDER.size() + 1;

  private static int rank(SparkListenerEvent event) {
    String name = event.getClass().getSimpleName();
    for (int i = 0; i < ORDER.size(); i++) {
      if (name.endsWith(ORDER.get(i))) {
        return i;
      }
    }
    if (name.endsWith("ApplicationEnd")) {
      return ENDS + 2;
    }
    boolean ends =
        List.of("JobEnd", "ExecutionEnd", "ExecutorRemoved", "QueryTerminatedEvent", "UnpersistRDD")
            .stream()
            .anyMatch(name::endsWith);
    return ends ? ENDS + 1 : name.endsWith("StageCompleted") ? ENDS : ORDER.size();
  }

  private static List<Class<?>> kinds() throws IOException {
    List<Class<?>> kinds = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Path.of(entry).getFileName().toString().matches("spark-.*\\.jar")) {
        addKinds(new File(entry), kinds);
      }
    }
    return kinds;
  }

  private static void addKinds(File file, List<Class<?>> kinds) throws IOException {
    try (JarFile jar = new JarFile(file)) {
      for (JarEntry entry : jar.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith("org/apache/spark/") && name.endsWith(".class")) {
          try (InputStream in = jar.getInputStream(entry)) {
            if (Arrays.stream(new ClassReader(in).getInterfaces()).anyMatch(BASES::contains)) {
              addKind(name.substring(0, name.length() - ".class".length()), kinds);
            }
          }
        }
      }
    }
  }

  private static void addKind(String name, List<Class<?>> kinds) {
    try {
      Class<?> kind = Class.forName(name.replace('/', '.'));
      Constructor<?>[] constructors = kind.getConstructors();
      // One that has an outer object is told by that object only, inside of Spark.
      boolean hasOuter = kind.isAnonymousClass() || hasField(kind, "$outer");
      if (!Modifier.isAbstract(kind.getModifiers()) && !hasOuter && constructors.length > 0) {
        kinds.add(kind);
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean hasField(Class<?> kind, String name) {
    return Arrays.stream(kind.getDeclaredFields()).anyMatch(field -> field.getName().equals(name));
  }
}
