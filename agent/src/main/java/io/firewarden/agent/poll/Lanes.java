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
package io.firewarden.agent.poll;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Lets a few tasks of each server run at a time. The others wait without a thread, first come first
 * served, so that a slow server with many applications behind it holds up nobody else.
 */
final class Lanes {
  private static final class Lane {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int running;
  }

  private final int width;
  private final Executor threads;
  private final Map<String, Lane> lanes = new HashMap<>();

  /**
   * @param width tasks of one server that may run at a time
   * @param threads run those that had to wait
   */
  Lanes(int width, Executor threads) {
    this.width = width;
    this.threads = threads;
  }

  /** Runs the task now, or when its server has room. */
  void run(String server, Runnable task) {
    synchronized (lanes) {
      Lane lane = lanes.computeIfAbsent(server, name -> new Lane());
      if (lane.running == width) {
        lane.waiting.addLast(task);
        return;
      }
      lane.running++;
    }
    runNow(server, task);
  }

  private void runNow(String server, Runnable task) {
    try {
      task.run();
    } finally {
      Runnable next = next(server);
      if (next != null) {
        threads.execute(() -> runNow(server, next));
      }
    }
  }

  private @Nullable Runnable next(String server) {
    synchronized (lanes) {
      Lane lane = lanes.get(server);
      if (lane == null) {
        return null;
      }
      Runnable next = lane.waiting.pollFirst();
      if (next == null && --lane.running == 0) {
        lanes.remove(server);
      }
      return next;
    }
  }
}
