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
package io.firewarden.agent.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;

/**
 * Lets as many threads take answers apart at a time as there are processors, and one more. If all
 * did that poll, they would take the processors from each other and from Java's compiler, without
 * which an agent that has just started stays slow. Who waits for a server holds nobody up.
 */
final class Processors {
  private final Semaphore free =
      new Semaphore(Runtime.getRuntime().availableProcessors() + 1, true);

  /**
   * Waits for a turn, which must be given back by {@link #leave}.
   *
   * @param traffic where is counted how long that took
   */
  void enter(Traffic traffic) {
    long begin = System.nanoTime();
    free.acquireUninterruptibly();
    traffic.waited(System.nanoTime() - begin);
  }

  void leave() {
    free.release();
  }

  /**
   * The same stream for one who has a turn; it is given back for as long as a server is awaited.
   */
  InputStream awaiting(InputStream in, Traffic traffic) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (in.available() > 0) {
          return in.read(buffer, offset, length);
        }
        leave();
        try {
          return in.read(buffer, offset, length);
        } finally {
          enter(traffic);
        }
      }
    };
  }
}
