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

/**
 * When to ask for what most applications do not have: in one poll of so many until it is there.
 * What is there but cannot be read is asked for after a pause that grows.
 */
final class Seldom {
  private static final int LONGEST_PAUSE = 64;

  private int rests;
  private int pause = Rhythm.POLLS;

  /** Whether this poll is one that asks; to be called once in each. */
  boolean isDue() {
    if (rests == 0) {
      return true;
    }
    rests--;
    return false;
  }

  /** There was an answer. */
  void asked(boolean isThere) {
    rests = isThere ? 0 : Rhythm.POLLS - 1;
    pause = Rhythm.POLLS;
  }

  /** There was none that can be read, or it was not asked for: then it is in the next poll. */
  void failed(UnreadableException e) {
    if (e.kind() != UnreadableException.Kind.OUT_OF_TIME) {
      rests = pause - 1;
      pause = Math.min(LONGEST_PAUSE, 2 * pause);
    }
  }
}
