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
package io.firewarden.listener.harm;

import java.util.ArrayList;
import java.util.List;

/** A way in which our own code fails, on purpose. */
public enum Fault {
  EXCEPTION {
    @Override
    void strike() {
      throw new IllegalStateException("a fault on purpose");
    }
  },
  LINKAGE_ERROR {
    @Override
    void strike() {
      throw new NoSuchMethodError("a fault on purpose");
    }
  },
  STACK_OVERFLOW {
    @Override
    void strike() {
      deeper(0);
    }

    private int deeper(int depth) {
      return depth < 0 ? depth : deeper(depth + 1) + 1;
    }
  },
  /** Chunks so large that, when there is no room for one more, others still have some. */
  OUT_OF_MEMORY {
    @Override
    void strike() {
      List<byte[]> kept = new ArrayList<>();
      while (kept.size() < Integer.MAX_VALUE) {
        kept.add(new byte[CHUNK]);
      }
    }
  },
  SLOWNESS {
    @Override
    void strike() {
      try {
        Thread.sleep(SLOW_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  };

  private static final int CHUNK = 12 << 20;
  private static final long SLOW_MILLIS = 3;

  abstract void strike();
}
