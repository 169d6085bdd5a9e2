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
package io.firewarden.model.executor;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Spark says of an executor that went, understood. Its sentences differ by cluster manager and
 * version and are not stable, so that a few words of each decide. The sentence itself is not kept:
 * it may name hosts and paths, and a user's text.
 *
 * @param reason why the executor went
 * @param exitCode the exit code of its process, or null when the sentence has none
 * @param outOfMemory whether it says that memory ran out, be it the heap's or the container's; a
 *     SIGKILL (exit code 137) alone says nothing of the kind: a lost spot instance ends so, too
 * @param preempted whether the cluster took it away for somebody else, evicted it from its node, or
 *     decommissioned it
 */
public record RemovalText(
    RemovalReason reason, @Nullable Integer exitCode, boolean outOfMemory, boolean preempted) {

  /** Of a longer sentence only the beginning is read. */
  private static final int MAX_READ = 4_096;

  private static final Pattern EXIT_CODE =
      Pattern.compile(
          "(?:exited with code|exit code(?: is)?|exit status|exitcode)[: (]*(-?\\d{1,9})");

  private static final int OOM_EXIT = 52;
  private static final int HEARTBEAT_EXIT = 56;
  private static final int SIGKILL_EXIT = 137;
  private static final int SIGTERM_EXIT = 143;

  /** YARN's own exit codes: for virtual memory, for physical memory. */
  private static final List<Integer> YARN_MEMORY_EXITS = List.of(-103, -104);

  /** YARN's own exit code of a container that it took for another application. */
  private static final int YARN_PREEMPTED_EXIT = -102;

  /** Dynamic allocation, where it decommissions what it does not need, and where it kills it. */
  private static final List<String> IDLE = List.of("spark scale down", "killed by driver");

  private static final List<String> DECOMMISSIONED = List.of("decommission");

  private static final List<String> PREEMPTED =
      List.of("preempted", "preemption", "pre-emption", "evicted");

  private static final List<String> HEAP_OOM = List.of("outofmemoryerror", "jvm oom");

  private static final List<String> CONTAINER_OOM =
      List.of("oomkilled", "exceeding memory limits", "exceeding physical", "exceeding virtual");

  private static final List<String> CONTAINER_KILLED =
      List.of("container killed", "killed by external signal", "was deleted by a user");

  private static final List<String> HEARTBEAT =
      List.of("heartbeat timed out", "unable to send heartbeats");

  private static final List<String> LOST =
      List.of(
          "worker lost",
          "worker shutting down",
          "process lost",
          "slave lost",
          "disassociated",
          "not found in the cluster",
          "on a lost node",
          "released on a *lost*",
          "stale executor",
          "re-registration",
          "lost worker",
          "not receiving heartbeat");

  /**
   * Understands what {@code ExecutorRemoved} or {@code ExecutorLostFailure} says. The first that
   * fits counts, from what is sure to what is left over.
   */
  public static RemovalText of(String sentence) {
    String text = beginning(sentence).toLowerCase(Locale.ROOT);
    Integer exit = exitCode(text);
    boolean containerOom = has(text, CONTAINER_OOM) || isOneOf(exit, YARN_MEMORY_EXITS);
    if (has(text, HEAP_OOM) || is(exit, OOM_EXIT)) {
      return new RemovalText(RemovalReason.OOM, exit, true, false);
    }
    if (containerOom) {
      return new RemovalText(RemovalReason.CONTAINER_OOM, exit, true, false);
    }
    if (has(text, IDLE)) {
      return new RemovalText(RemovalReason.IDLE, exit, false, false);
    }
    if (has(text, DECOMMISSIONED)) {
      return new RemovalText(RemovalReason.DECOMMISSIONED, exit, false, true);
    }
    if (has(text, PREEMPTED) || is(exit, YARN_PREEMPTED_EXIT)) {
      return new RemovalText(RemovalReason.PREEMPTED, exit, false, true);
    }
    return new RemovalText(leftOver(text, exit), exit, false, false);
  }

  private static RemovalReason leftOver(String text, @Nullable Integer exit) {
    if (is(exit, SIGKILL_EXIT) || is(exit, SIGTERM_EXIT) || has(text, CONTAINER_KILLED)) {
      return RemovalReason.CONTAINER_KILLED;
    }
    if (has(text, HEARTBEAT) || is(exit, HEARTBEAT_EXIT)) {
      return RemovalReason.HEARTBEAT;
    }
    return has(text, LOST) ? RemovalReason.LOST : RemovalReason.UNKNOWN;
  }

  private static @Nullable Integer exitCode(String text) {
    Matcher found = EXIT_CODE.matcher(text);
    return found.find() ? Integer.valueOf(found.group(1)) : null;
  }

  private static boolean is(@Nullable Integer exit, int code) {
    return exit != null && exit == code;
  }

  private static boolean isOneOf(@Nullable Integer exit, List<Integer> codes) {
    return exit != null && codes.contains(exit);
  }

  private static boolean has(String text, List<String> words) {
    return words.stream().anyMatch(text::contains);
  }

  private static String beginning(String sentence) {
    return sentence.length() > MAX_READ ? sentence.substring(0, MAX_READ) : sentence;
  }
}
