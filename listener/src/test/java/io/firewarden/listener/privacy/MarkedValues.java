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

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.FetchFailed;
import org.apache.spark.TaskCommitDenied;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.JobFailed;
import org.apache.spark.scheduler.JobResult;
import org.apache.spark.scheduler.TaskLocality;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.BroadcastBlockId;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import scala.Enumeration;
import scala.None$;
import scala.Option;
import scala.Some;
import scala.Tuple2;
import scala.collection.immutable.$colon$colon;
import scala.collection.immutable.Nil$;

/**
 * Values of any type of Spark's, made by its largest constructor; each text in them is a marker.
 */
final class MarkedValues {
  private static final int MAX_DEPTH = 7;

  /** Values of ExecutorMetrics, of which Spark 3.5 has 21. */
  private static final int METRICS = 21;

  /** What a type stands for, by turns. */
  private static final Map<Class<?>, List<Class<?>>> IMPLEMENTATIONS =
      Map.of(
          TaskEndReason.class,
          List.of(
              ExceptionFailure.class,
              FetchFailed.class,
              ExecutorLostFailure.class,
              TaskKilled.class,
              TaskCommitDenied.class),
          JobResult.class,
          List.of(JobFailed.class),
          BlockId.class,
          List.of(RDDBlockId.class, BroadcastBlockId.class));

  /** Identity, which is exported on purpose. */
  private static final Map<String, String> IDENTITY =
      Map.ofEntries(
          Map.entry("SparkListenerApplicationStart.appName", "marked"),
          Map.entry("SparkListenerApplicationStart.appId", "app-1"),
          Map.entry("SparkListenerApplicationStart.sparkUser", "user"),
          Map.entry("QueryStartedEvent.name", "query"),
          Map.entry("StreamingQueryProgress.name", "query"));

  private final Markers markers;
  private final int variant;

  MarkedValues(Markers markers, int variant) {
    this.markers = markers;
    this.variant = variant;
  }

  /** An object of this class. */
  Object of(Class<?> type) throws ReflectiveOperationException {
    return construct(type, type.getSimpleName(), 0);
  }

  private Object construct(Class<?> type, String place, int depth)
      throws ReflectiveOperationException {
    Constructor<?> constructor =
        Arrays.stream(type.getConstructors())
            .max(Comparator.comparingInt(Constructor::getParameterCount))
            .orElseThrow(() -> new NoSuchMethodException(type + " at " + place));
    List<String> names = names(type, constructor);
    Type[] types = constructor.getGenericParameterTypes();
    Object[] values = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      String at = type.getSimpleName() + "." + names.get(i);
      values[i] =
          value(types[i], place.endsWith(type.getSimpleName()) ? at : place + "/" + at, depth);
    }
    return constructor.newInstance(values);
  }

  /** Scala keeps no names of parameters, but has a field for each, in order. */
  private static List<String> names(Class<?> type, Constructor<?> constructor) {
    List<Field> fields =
        Arrays.stream(type.getDeclaredFields())
            .filter(field -> !Modifier.isStatic(field.getModifiers()))
            .toList();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < constructor.getParameterCount(); i++) {
      names.add(i < fields.size() ? fields.get(i).getName() : "" + i);
    }
    return names;
  }

  private Object value(Type type, String place, int depth) throws ReflectiveOperationException {
    Class<?> raw = raw(type);
    if (raw == String.class) {
      return text(place);
    }
    Object simple = simple(raw, place);
    if (simple != null) {
      return simple;
    }
    Object container = container(raw, type, place, depth);
    if (container != null) {
      return container;
    }
    if (raw.getName().equals("org.apache.spark.sql.Row")) {
      Object[] cells = {markers.hide(place + ".cell")};
      return Class.forName("org.apache.spark.sql.RowFactory")
          .getMethod("create", Object[].class)
          .invoke(null, (Object) cells);
    }
    List<Class<?>> implementations = IMPLEMENTATIONS.get(raw);
    if (implementations != null) {
      return construct(implementations.get(variant % implementations.size()), place, depth + 1);
    }
    return Modifier.isAbstract(raw.getModifiers()) || depth > MAX_DEPTH
        ? null
        : construct(raw, place, depth + 1);
  }

  private String text(String place) {
    String field = place.substring(place.lastIndexOf('.') + 1);
    return switch (field) {
      case "executorId", "execId" -> "1";
      case "host", "hostId", "executorHost" -> "host";
      default -> {
        String identity = IDENTITY.get(place);
        yield identity == null ? markers.hide(place) : identity;
      }
    };
  }

  private Object simple(Class<?> raw, String place) {
    if (raw == int.class || raw == Integer.class) {
      return variant + 1;
    } else if (raw == long.class || raw == Long.class) {
      return place.toLowerCase(java.util.Locale.ROOT).contains("time")
          ? System.currentTimeMillis()
          : (Long) (variant + 1L);
    } else if (raw == boolean.class || raw == Boolean.class) {
      return true;
    } else if (raw == double.class || raw == Double.class) {
      return 1.0;
    } else if (raw == UUID.class) {
      return new UUID(variant, 1);
    } else if (raw == Enumeration.Value.class) {
      return TaskLocality.ANY();
    } else if (raw == StorageLevel.class) {
      return StorageLevel.MEMORY_AND_DISK();
    } else if (raw == BlockManagerId.class) {
      return BlockManagerId.apply("1", "host", 1, new Some<>(markers.hide(place + ".topology")));
    } else if (raw == TaskMetrics.class) {
      return new TaskMetrics();
    } else if (raw == ExecutorMetrics.class) {
      return new ExecutorMetrics(new long[METRICS]);
    }
    return Throwable.class.isAssignableFrom(raw) ? exception(place) : null;
  }

  private Exception exception(String place) {
    Exception cause = new IllegalStateException(markers.hide(place + ".cause"));
    Exception made = new IllegalArgumentException(markers.hide(place + ".message"), cause);
    made.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement(
              markers.hide(place + ".class"), markers.hide(place + ".method"), "f.java", 1)
        });
    return made;
  }

  private Object container(Class<?> raw, Type type, String place, int depth)
      throws ReflectiveOperationException {
    if (raw == Option.class) {
      Object inside = raw(argument(type, 0)) == Object.class ? null : inner(type, 0, place, depth);
      return inside == null ? None$.MODULE$ : new Some<>(inside);
    } else if (raw == Tuple2.class) {
      return new Tuple2<>(inner(type, 0, place, depth), inner(type, 1, place, depth));
    } else if (raw == Properties.class) {
      Properties properties = new Properties();
      properties.setProperty(markers.hide(place + ".key"), markers.hide(place + ".value"));
      properties.setProperty("spark.job.description", markers.hide(place + ".description"));
      properties.setProperty("spark.jobGroup.id", markers.hide(place + ".group"));
      properties.setProperty("spark.sql.execution.id", "" + (variant + 1));
      return properties;
    } else if (raw == java.util.Map.class) {
      return Map.of(inner(type, 0, place, depth), inner(type, 1, place, depth));
    } else if (raw.isArray()) {
      Object array = java.lang.reflect.Array.newInstance(raw.getComponentType(), 1);
      java.lang.reflect.Array.set(array, 0, value(raw.getComponentType(), place, depth + 1));
      return array;
    }
    return raw.getName().startsWith("scala.collection.")
        ? collection(raw, type, place, depth)
        : null;
  }

  private Object collection(Class<?> raw, Type type, String place, int depth)
      throws ReflectiveOperationException {
    if (scala.collection.Map.class.isAssignableFrom(raw)) {
      Object key = inner(type, 0, place, depth);
      Object value = inner(type, 1, place, depth);
      if (raw.getName().contains("mutable") && !raw.getName().contains("immutable")) {
        scala.collection.mutable.HashMap<Object, Object> map =
            new scala.collection.mutable.HashMap<>();
        map.put(key, value);
        return map;
      }
      return new scala.collection.immutable.Map.Map1<>(key, value);
    }
    Object element = depth > MAX_DEPTH - 2 ? null : inner(type, 0, place, depth);
    if (raw == scala.collection.immutable.Set.class) {
      return new scala.collection.immutable.Set.Set1<>(element);
    }
    return element == null ? Nil$.MODULE$ : new $colon$colon<>(element, nil());
  }

  @SuppressWarnings("unchecked") // the empty list is one of anything
  private static scala.collection.immutable.List<Object> nil() {
    return (scala.collection.immutable.List<Object>)
        (scala.collection.immutable.List<?>) Nil$.MODULE$;
  }

  private Object inner(Type type, int index, String place, int depth)
      throws ReflectiveOperationException {
    Type argument = argument(type, index);
    return raw(argument) == Object.class
        ? (Object) (variant + 1L)
        : value(argument, place, depth + 1);
  }

  private static Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }

  private static Class<?> raw(Type type) {
    if (type instanceof Class<?> raw) {
      return raw;
    }
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : Object.class;
  }
}
