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
package io.firewarden.agent.benchmark;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** What all drivers together were asked for. */
final class Counts {
  private final long lateMillis;
  private final List<Long> gaps = new ArrayList<>();
  private long polls;
  private long requests;
  private long bytes;

  /**
   * @param lateMillis a poll that begins later after the one before is late
   */
  Counts(long lateMillis) {
    this.lateMillis = lateMillis;
  }

  /** A poll began so many milliseconds after the one before; -1 when there was none. */
  void poll(long gapMillis) {
    polls++;
    if (gapMillis >= 0) {
      gaps.add(gapMillis);
    }
  }

  void request(int answeredBytes) {
    requests++;
    bytes += answeredBytes;
  }

  /** All in lines of key and value, and from now on anew. */
  String tellAndReset() {
    Sample sample = Sample.of(gaps.isEmpty() ? List.of(-1L) : gaps, Long::doubleValue);
    String text =
        "polls=%d\nrequests=%d\nbytes=%d\nlate=%d\nmedian=%.0f\np99=%.0f\nmax=%.0f\n"
            .formatted(
                polls,
                requests,
                bytes,
                gaps.stream().filter(gap -> gap > lateMillis).count(),
                sample.quantile(0.5),
                sample.quantile(0.99),
                sample.max());
    gaps.clear();
    polls = 0;
    requests = 0;
    bytes = 0;
    return text;
  }

  /**
   * The same, read again.
   *
   * @param late polls that began late
   * @param median of the times from one poll of an application to the next, in milliseconds
   * @param p99 of these, what 99 % are below
   * @param max the longest of these
   */
  record Told(long polls, long requests, long bytes, long late, long median, long p99, long max) {

    static Told parse(String text) {
      Properties values = new Properties();
      try {
        values.load(new StringReader(text));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Told(
          number(values, "polls"),
          number(values, "requests"),
          number(values, "bytes"),
          number(values, "late"),
          number(values, "median"),
          number(values, "p99"),
          number(values, "max"));
    }

    private static long number(Properties values, String key) {
      return Long.parseLong(values.getProperty(key));
    }
  }
}
