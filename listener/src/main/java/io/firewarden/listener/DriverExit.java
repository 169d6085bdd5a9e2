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

import io.firewarden.model.FinalStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the driver ends, as far as that can be seen from inside it. Spark says little: up to 3.5
 * nothing, and from 4.0 on an exit code that is 0 also when a signal or an exception ended the
 * application. So what is seen is put together here: exceptions that end the thread that made the
 * context or the main thread, who stopped the context, and how the JVM goes down.
 *
 * <p>The verdict may change: an application that stops its context has succeeded until its main
 * method throws after all. Where the program is not run by this JVM's main thread nothing is known
 * of it at that time, and then nothing is said of success.
 */
final class DriverExit {
  private static final long MAIN_THREAD = 1;

  private final List<UncaughtWitness> witnesses = new ArrayList<>();
  private final BooleanSupplier goingDown;
  private final Supplier<ExitWay> way;
  private final Runner runner;
  private @Nullable Integer exitCode;
  private boolean stopped;
  private boolean givenUp;

  DriverExit(BooleanSupplier goingDown, Supplier<ExitWay> way, Runner runner) {
    this.goingDown = goingDown;
    this.way = way;
    this.runner = runner;
  }

  /** Begins to watch; called by the thread that makes the context. */
  static DriverExit watch() {
    Thread maker = Thread.currentThread();
    Optional<Thread> main = threads().filter(each -> each.getId() == MAIN_THREAD).findFirst();
    Runner runner = main.map(Thread::getStackTrace).map(Runner::of).orElse(Runner.MAIN);
    DriverExit exit = new DriverExit(DriverExit::isGoingDown, ExitWay::now, runner);
    exit.watch(maker);
    main.filter(thread -> thread != maker).ifPresent(exit::watch);
    return exit;
  }

  /** Watches one more thread. */
  synchronized void watch(Thread thread) {
    witnesses.add(UncaughtWitness.of(thread, goingDown));
  }

  /**
   * The context was stopped.
   *
   * @param code the exit code that it was stopped with, or null when that is not known
   */
  synchronized void contextStopped(@Nullable Integer code) {
    exitCode = code;
    if (!goingDown.getAsBoolean()) {
      stopped = true;
      givenUp = SparkStop.now();
    }
  }

  /** How it ended, by all that is known by now. */
  synchronized FinalStatus verdict() {
    boolean failed = exitCode != null && exitCode != 0;
    if (failed || givenUp || witnesses.stream().anyMatch(UncaughtWitness::seen)) {
      return FinalStatus.FAILED;
    }
    FinalStatus ofStop = runner == Runner.MAIN ? FinalStatus.SUCCEEDED : FinalStatus.UNKNOWN;
    if (!goingDown.getAsBoolean()) {
      return ofStop;
    }
    return switch (way.get()) {
      case SPARK_FAILED -> FinalStatus.FAILED;
      case RETURNED -> FinalStatus.SUCCEEDED;
      case CALLED_EXIT -> FinalStatus.UNKNOWN;
      // What comes from outside after the application has done its work says nothing about that.
      case SIGNAL -> stopped ? ofStop : FinalStatus.KILLED;
      // The launcher can be told to exit in the end whatever became of the program.
      case SPARK_EXITED -> runner == Runner.YARN ? YarnMaster.verdict() : FinalStatus.UNKNOWN;
    };
  }

  /** Stands aside. */
  synchronized void release() {
    witnesses.forEach(UncaughtWitness::release);
  }

  /** Whether this JVM runs its shutdown hooks: it takes no more of them then. */
  static boolean isGoingDown() {
    Thread probe = new Thread(() -> {}, "firewarden-probe");
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static Stream<Thread> threads() {
    ThreadGroup top = Thread.currentThread().getThreadGroup();
    while (top != null && top.getParent() != null) {
      top = top.getParent();
    }
    if (top == null) {
      return Stream.empty();
    }
    Thread[] found = new Thread[top.activeCount() * 2 + 16];
    int count = top.enumerate(found);
    return Arrays.stream(found, 0, count).filter(Objects::nonNull);
  }
}
