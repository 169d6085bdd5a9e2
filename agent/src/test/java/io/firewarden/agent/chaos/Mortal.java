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
package io.firewarden.agent.chaos;

/** The life of one agent: it can end at each of the moments at which it touches the world. */
final class Mortal {
  private int left = Integer.MAX_VALUE;
  private boolean dead;

  /** Nothing that comes after it is seen by anybody. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /** Lets it live for so many touches more. */
  synchronized void dieAfter(int touches) {
    left = touches;
  }

  synchronized void die() {
    dead = true;
  }

  synchronized boolean isDead() {
    return dead;
  }

  /** It touches the world, unless it is dead. */
  void touch() {
    if (dies()) {
      throw new Killed();
    }
  }

  /** It touches the world, seen from there. */
  synchronized boolean dies() {
    if (left != Integer.MAX_VALUE && left-- <= 0) {
      dead = true;
    }
    return dead;
  }
}
