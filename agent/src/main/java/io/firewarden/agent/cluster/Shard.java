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
package io.firewarden.agent.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several equal parts of all applications, by a consistent hash of their ids: one shard more
 * takes its applications from all others, and moves no other.
 *
 * @param number which part; from 1
 * @param of how many parts there are
 */
public record Shard(int number, int of) {
  /** The one part that is everything. */
  public static final Shard ALL = new Shard(1, 1);

  /** As many as fit a fleet by far; more would be a slip of the keyboard. */
  public static final int MOST = 1000;

  private static final Pattern TEXT = Pattern.compile("(\\d{1,4})/(\\d{1,4})");

  public Shard {
    if (number < 1 || number > of || of > MOST) {
      throw new IllegalArgumentException("no shard: " + number + "/" + of);
    }
  }

  /** The shard that is written as {@code 2/5}, or empty when that is none. */
  public static Optional<Shard> parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(matcher.group(1));
    int of = Integer.parseInt(matcher.group(2));
    return number < 1 || number > of || of > MOST
        ? Optional.empty()
        : Optional.of(new Shard(number, of));
  }

  /** Whether an application is in this part. */
  public boolean owns(String applicationId) {
    return of == 1 || shardOf(applicationId).number() == number;
  }

  /** The part that an application is in. */
  public Shard shardOf(String applicationId) {
    return new Shard(jump(mixed(applicationId)) + 1, of);
  }

  /**
   * The jump consistent hash of Lamping and Veach: the bucket into which the last of ever longer
   * jumps led, before one leads beyond the last bucket.
   */
  private int jump(long hash) {
    long key = hash;
    long bucket = -1;
    long next = 0;
    while (next < of) {
      bucket = next;
      key = key * 2862933555777941757L + 1;
      next = (long) ((bucket + 1) * ((double) (1L << 31) / ((key >>> 33) + 1)));
    }
    return (int) bucket;
  }

  /** FNV-1a over the id, spread: ids differ in their last digits only. */
  private static long mixed(String id) {
    long hash = 0xcbf29ce484222325L;
    for (byte each : id.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }

  @Override
  public String toString() {
    return number + "/" + of;
  }
}
