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

import io.firewarden.agent.benchmark.Answers.Range;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One of the applications: what it answers now. */
final class MadeDriver {
  private static final String ROOT = "/api/v1/applications";
  private static final Pattern TASKS = Pattern.compile("/stages/(\\d+)/0/taskList");
  private static final Pattern OFFSET = Pattern.compile("offset=(\\d+)");
  private static final Pattern LENGTH = Pattern.compile("length=(\\d+)");

  /** The applications are at moments of which the first and the last are so far apart. */
  static final int APART = 20;

  private final Answers answers;
  private final String path;
  private final Packed list;
  private final long zeroMillis;
  private final long stuckSince;
  private long lastPollNanos;

  /**
   * @param number of the application, from 0
   * @param nowMillis the time
   * @param stuckSince since when a task of its first stage has run that does not end, or 0
   */
  MadeDriver(Answers answers, int number, long nowMillis, long stuckSince) {
    this.answers = answers;
    this.path = ROOT + "/" + id(number);
    this.list =
        answers.application(id(number), String.format(Locale.ROOT, "application %04d", number));
    this.zeroMillis = nowMillis - number % APART * Answers.MOMENT_MILLIS;
    this.stuckSince = stuckSince;
  }

  static String id(int number) {
    return String.format(Locale.ROOT, "app-20260101000000-%04d", number);
  }

  /** Whether a request begins a poll. */
  static boolean isFirstOfPoll(String target) {
    return target.equals(ROOT) || target.equals(ROOT + "/");
  }

  /**
   * A poll has begun.
   *
   * @return how long after the one before, in milliseconds, or -1 for the first one
   */
  long polled(long nanos) {
    long gap = lastPollNanos == 0 ? -1 : (nanos - lastPollNanos) / 1_000_000;
    lastPollNanos = nanos;
    return gap;
  }

  /** The answer to a request for a path with a query, or null when there is none. */
  @Nullable Packed answer(String target, long nowMillis) {
    if (isFirstOfPoll(target)) {
      return list;
    }
    if (!target.startsWith(path + "/")) {
      return null;
    }
    int query = target.indexOf('?');
    String what = target.substring(path.length(), query < 0 ? target.length() : query);
    String how = query < 0 ? "" : target.substring(query);
    int moment = (int) ((nowMillis - zeroMillis) / Answers.MOMENT_MILLIS);
    return switch (what) {
      case "/executors", "/allexecutors" -> answers.executors(moment);
      case "/stages" -> answers.stages(moment);
      case "/jobs" -> answers.jobs(moment, how.contains("status=running"));
      case "/storage/rdd" -> answers.nothing;
      case "/environment" -> answers.environment;
      case "/sql" -> answers.executions(moment, range(how));
      default -> tasks(what, how, moment);
    };
  }

  private @Nullable Packed tasks(String what, String how, int moment) {
    Matcher stage = TASKS.matcher(what);
    if (!stage.matches()) {
      return null;
    }
    int stageId = Integer.parseInt(stage.group(1));
    if (how.contains("status=running")) {
      boolean stuck = stageId == 0 && stuckSince != 0;
      return answers.oldest(
          stageId,
          moment,
          stuck ? stuckSince : Answers.launchedAt(Answers.ended(moment), zeroMillis));
    }
    return answers.tasks(stageId, moment, range(how), zeroMillis);
  }

  private static Range range(String how) {
    return new Range(number(OFFSET, how, 0), number(LENGTH, how, 20));
  }

  private static int number(Pattern pattern, String text, int otherwise) {
    Matcher found = pattern.matcher(text);
    return found.find() ? Integer.parseInt(found.group(1)) : otherwise;
  }
}
