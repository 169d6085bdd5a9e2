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

import io.firewarden.listener.push.SnapshotPush;
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The end of one application, told to the agent: when its context is stopped, and again when the
 * JVM goes down and the verdict is another one then or was not delivered. Both together hold the
 * application up for no longer than {@link #ALL}.
 */
final class LastWord {
  /** For how long an application's end may be held up, all in all. */
  static final Duration ALL = Duration.ofSeconds(3);

  /** How long the end of the JVM waits for Spark to stop the context, which makes figures whole. */
  private static final Duration FOR_SPARK = Duration.ofMillis(1200);

  private final Watched watched;
  private final SnapshotPush push;
  private final DriverExit exit;
  private final Patience patience = new Patience(ALL);
  private final CountDownLatch contextStopped = new CountDownLatch(1);
  private final ReentrantLock telling = new ReentrantLock();
  private @Nullable FinalStatus told;

  LastWord(Watched watched, SnapshotPush push, DriverExit exit) {
    this.watched = watched;
    this.push = push;
    this.exit = exit;
  }

  /** What may still be waited for. */
  Patience patience() {
    return patience;
  }

  /**
   * The context is being stopped. What is pushed from now on bears the verdict, so nothing else is.
   */
  void stopping() {
    push.stop();
  }

  /**
   * The context was stopped. Called on Spark's thread. What is told now may have to be taken back
   * when the JVM goes down, and as much time is left for that as this may take.
   */
  void contextStopped() {
    patience.begin();
    try {
      push.stop();
      tell(contextStopped::countDown, 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      contextStopped.countDown();
      patience.end();
    }
  }

  /** The JVM goes down. Called by its hook. */
  void goingDown() {
    patience.begin();
    try {
      Duration left = patience.left();
      Duration wait = FOR_SPARK.compareTo(left) < 0 ? FOR_SPARK : left;
      if (!contextStopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        push.stop();
      }
      tell(() -> {}, 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      patience.end();
    }
  }

  /** Neither the end nor a verdict will be told: what was seen is not to be trusted any more. */
  void abandon() {
    push.stop();
    settle();
  }

  /** The verdict is final: the threads that were watched are let go. */
  void settle() {
    exit.release();
  }

  /**
   * @param parts into how many parts the patience is divided, of which one may be used up
   */
  private void tell(Runnable begun, int parts) throws InterruptedException {
    if (!telling.tryLock(patience.left().toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    try {
      begun.run();
      FinalStatus verdict = exit.verdict();
      Duration left = patience.left().dividedBy(parts);
      if (verdict != told
          && left.toMillis() > 0
          && push.deliver(() -> watched.ended(verdict), left)) {
        told = verdict;
      }
    } finally {
      telling.unlock();
    }
  }
}
