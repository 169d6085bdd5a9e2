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
package io.firewarden;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkFirehoseListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Spark listener to attach: {@code spark.extraListeners=io.firewarden.FirewardenListener}.
 *
 * <p>It is a wall between Spark and the rest of Firewarden. Spark fails the application when a
 * listener's constructor throws, stops it when an {@link Error} leaves a callback, and drops a
 * listener that leaves its thread interrupted; so nothing leaves here. When the rest cannot be
 * loaded (Java older than 17, a broken jar) one line is logged and every event is ignored. Spark's
 * own way to opt out, {@link UnsupportedOperationException}, is not used: thrown from {@code new
 * FirewardenListener(conf)} in an application's own code it would do the harm that it is to avoid.
 *
 * <p>The rest is seen through types of the JDK only: a {@code Consumer} of events, which is {@link
 * AutoCloseable}. An error that is not an exception closes it for good.
 */
public final class FirewardenListener extends SparkFirehoseListener {
  private static final String ATTACHMENT = "io.firewarden.listener.Attachment";
  private static final int NEEDED_JAVA = 17;
  private static final int MAX_KINDS = 50;

  private final LongAdder errors;
  private final Set<String> loggedKinds = ConcurrentHashMap.newKeySet();
  private volatile Consumer<Object> delegate;

  /** Called by Spark. Never throws. */
  public FirewardenListener(SparkConf conf) {
    this(conf, new LongAdder());
  }

  private FirewardenListener(SparkConf conf, LongAdder errors) {
    this(errors, () -> load(conf, ATTACHMENT, errors));
  }

  /**
   * For the plugin: with the delegate that the loader makes, or none when it makes null. Never
   * throws.
   *
   * @param errors counts what is kept from Spark
   */
  public FirewardenListener(LongAdder errors, Callable<Consumer<Object>> loader) {
    this.errors = errors;
    boolean interruptedBefore = Thread.currentThread().isInterrupted();
    try {
      delegate = loader.call();
    } catch (Throwable e) {
      sayNotLoaded(e);
    }
    if (!interruptedBefore) {
      Thread.interrupted();
    }
  }

  @Override
  public void onEvent(SparkListenerEvent event) {
    Consumer<Object> current = delegate;
    if (current == null) {
      return;
    }
    try {
      current.accept(event);
    } catch (Throwable e) {
      caught(event, e, current);
    }
    // An interrupt that is left over makes Spark drop this listener.
    Thread.interrupted();
  }

  /** Closes before it says a word: without memory, saying may fail too. */
  private void caught(SparkListenerEvent event, Throwable e, Consumer<Object> current) {
    boolean fatal = e instanceof LinkageError || e instanceof VirtualMachineError;
    if (fatal) {
      delegate = null;
      close(current);
    }
    try {
      errors.increment();
      say(event, e, fatal);
    } catch (Throwable ignored) {
      // Nothing more can be said, and nothing may leave.
    }
  }

  private void say(SparkListenerEvent event, Throwable e, boolean fatal) {
    String kind = event.getClass().getName() + ' ' + e.getClass().getName();
    if (fatal) {
      log().error("Firewarden stops watching this application: {} failed", nameOf(event), e);
    } else if (loggedKinds.size() < MAX_KINDS && loggedKinds.add(kind)) {
      log().warn("Firewarden could not handle {}; such errors are now only counted", kind, e);
    }
  }

  private static String nameOf(SparkListenerEvent event) {
    return event.getClass().getSimpleName();
  }

  private static void close(Consumer<Object> delegate) {
    try {
      if (delegate instanceof AutoCloseable) {
        ((AutoCloseable) delegate).close();
      }
    } catch (Throwable ignored) {
      // It is not told anything any more in any case.
    }
  }

  private static void sayNotLoaded(Throwable e) {
    try {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      log().warn("Firewarden does not watch this application: {}", String.valueOf(cause));
    } catch (Throwable ignored) {
      // A driver without a working logger still has to start.
    }
  }

  static Consumer<Object> load(SparkConf conf, String className, LongAdder errors)
      throws Exception {
    if (isDisabled(conf)) {
      log().info("Firewarden does not watch this application: spark.firewarden.enabled is false");
      return null;
    }
    requireJava(System.getProperty("java.specification.version"), "driver");
    Class<?> type = Class.forName(className, true, FirewardenListener.class.getClassLoader());
    Method attach = type.getMethod("byListener", Object.class, LongAdder.class);
    @SuppressWarnings("unchecked")
    Consumer<Object> consumer = (Consumer<Object>) attach.invoke(null, conf, errors);
    return consumer;
  }

  static boolean isDisabled(SparkConf conf) {
    return conf.get("spark.firewarden.enabled", "true").trim().equalsIgnoreCase("false");
  }

  static void requireJava(String version, String process) {
    int major = Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
    if (major < NEEDED_JAVA) {
      throw new IllegalStateException(
          "it needs Java "
              + NEEDED_JAVA
              + " or newer in the "
              + process
              + ", but this is Java "
              + version);
    }
  }

  private static Logger log() {
    return LoggerFactory.getLogger(FirewardenListener.class);
  }
}
