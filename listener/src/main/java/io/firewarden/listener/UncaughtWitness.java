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

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees whether a thread dies of an exception. It stands before the handler that the thread has, and
 * hands everything on to that, so that all is printed and done as without it. What a thread dies of
 * while the JVM goes down is no cause but a consequence, and is not counted.
 */
final class UncaughtWitness implements UncaughtExceptionHandler {
  private final Thread thread;
  private final @Nullable UncaughtExceptionHandler before;
  private final BooleanSupplier goingDown;
  private volatile boolean seen;

  private UncaughtWitness(
      Thread thread, @Nullable UncaughtExceptionHandler before, BooleanSupplier goingDown) {
    this.thread = thread;
    this.before = before;
    this.goingDown = goingDown;
  }

  /** Begins to watch a thread. */
  static UncaughtWitness of(Thread thread, BooleanSupplier goingDown) {
    UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    UncaughtWitness witness =
        new UncaughtWitness(thread, before instanceof ThreadGroup ? null : before, goingDown);
    thread.setUncaughtExceptionHandler(witness);
    return witness;
  }

  @Override
  public void uncaughtException(Thread dying, Throwable e) {
    try {
      if (!goingDown.getAsBoolean()) {
        seen = true;
      }
    } catch (Throwable ignored) {
      // The thread's own handler must hear of it whatever becomes of us.
    }
    UncaughtExceptionHandler next = before == null ? dying.getThreadGroup() : before;
    if (next != null) {
      next.uncaughtException(dying, e);
    }
  }

  /** The handler that was there, or null when it was the thread group. */
  @Nullable UncaughtExceptionHandler before() {
    return before;
  }

  boolean seen() {
    return seen;
  }

  /** Stands aside, unless somebody else has taken the place since. */
  void release() {
    if (thread.getUncaughtExceptionHandler() == this) {
      thread.setUncaughtExceptionHandler(before);
    }
  }
}
