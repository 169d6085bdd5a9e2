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

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one shutdown hook of ours that a JVM has, for the applications whose last word may still be
 * to be said: those that run, and the one that ended last, since an application that has stopped
 * its context may still fail. Without any of them there is no hook.
 */
final class JvmEnd {
  static final JvmEnd OF_THIS_JVM = new JvmEnd(Runtime.getRuntime());

  private final Runtime runtime;
  private final Set<LastWord> running = new LinkedHashSet<>();
  private @Nullable LastWord ended;
  private @Nullable DriverExit begun;
  private @Nullable Thread hook;

  JvmEnd(Runtime runtime) {
    this.runtime = runtime;
  }

  /** A context is being made; when that fails, it is the next one that settles this. */
  synchronized void begun(DriverExit exit) {
    begun = exit;
  }

  /** An application runs. */
  synchronized void add(LastWord word) {
    begun = null;
    if (hook == null) {
      Thread thread = new Thread(this::run, "firewarden-shutdown");
      try {
        runtime.addShutdownHook(thread);
      } catch (IllegalStateException e) {
        return; // the JVM goes down already, and Spark with it
      }
      hook = thread;
    }
    running.add(word);
  }

  /** An application has stopped its context. */
  synchronized void ended(LastWord word) {
    if (running.remove(word)) {
      settleEnded();
      ended = word;
    }
  }

  /** That the JVM goes on to another application settles the one that ended before. */
  synchronized void settle() {
    settleEnded();
    if (begun != null) {
      begun.release();
      begun = null;
    }
    removeIdleHook();
  }

  /** There is nothing more to say about an application. */
  synchronized void remove(LastWord word) {
    running.remove(word);
    if (word.equals(ended)) {
      ended = null;
    }
    removeIdleHook();
  }

  private void settleEnded() {
    if (ended != null) {
      ended.settle();
      ended = null;
    }
  }

  private void removeIdleHook() {
    Thread thread = hook;
    if (running.isEmpty() && ended == null && thread != null) {
      try {
        runtime.removeShutdownHook(thread);
        hook = null;
      } catch (IllegalStateException e) {
        // The JVM goes down; the hook finds nothing to do.
      }
    }
  }

  private void run() {
    for (LastWord word : words()) {
      try {
        word.goingDown();
      } catch (Throwable ignored) {
        // The JVM goes down with or without us.
      }
    }
  }

  private synchronized List<LastWord> words() {
    List<LastWord> all = new ArrayList<>(running);
    if (ended != null) {
      all.add(ended);
    }
    return all;
  }
}
