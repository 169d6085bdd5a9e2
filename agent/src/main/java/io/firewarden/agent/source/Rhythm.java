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
 * When a list is asked for whole: each time while it is short, and else only now and then, with
 * what is active in it in between.
 */
final class Rhythm {
  /** What is no shorter to tell in part; unpacked. */
  static final long SHORT_BYTES = 64 * 1024;

  /** One poll in so many reads a long list whole. */
  static final int POLLS = 4;

  private long length;
  private int parts = POLLS;

  /** Whether it is time for all of it. */
  boolean isWholeDue() {
    return length <= SHORT_BYTES || parts >= POLLS - 1;
  }

  /** All of it was read. */
  void readWhole(long bytes) {
    length = bytes;
    parts = 0;
  }

  /** A part was read, or nothing. */
  void readPart() {
    parts++;
  }
}
