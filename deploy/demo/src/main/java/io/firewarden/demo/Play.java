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
package io.firewarden.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The main part of a run: submits the applications, watches until every fault has been found and
 * delivered or has had its time, and ends each application that has shown what it should.
 */
final class Play {
  private static final Duration TICK = Duration.ofMillis(500);

  /** How long a fault may take until it counts as not found. */
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** How long the healthy application may take until it counts as stuck. */
  private static final Duration PATIENCE_FOR_HEALTHY = Duration.ofMinutes(10);

  /** How long alerts about an application may still come when it has ended. */
  private static final Duration AFTERMATH = Duration.ofSeconds(15);

  private final Stage stage;
  private final Watch watch;
  private final @Nullable Prometheus prometheus;
  private final Console console;
  private final boolean keep;
  private @Nullable Instant othersOverAt;

  /**
   * Of a run.
   *
   * @param keep whether applications go on when their fault was found
   */
  Play(Stage stage, Watch watch, @Nullable Prometheus prometheus, Console console, boolean keep) {
    this.stage = stage;
    this.watch = watch;
    this.prometheus = prometheus;
    this.console = console;
    this.keep = keep;
  }

  /** Returns when all is over. */
  void run() {
    do {
      step(Instant.now());
      Pause.of(TICK);
    } while (stage.hasWaiting() || !allOver(stage.started(), Instant.now()));
    stage.started().stream().filter(each -> each.scenario().isHealthy()).forEach(watch::lookBack);
  }

  private void step(Instant now) {
    Optional<Progress> submitted = stage.submitNext(now);
    submitted.ifPresent(each -> say(each, "submitted: " + each.scenario().fault()));
    stage.learnIds();
    watch.look(stage.started());
    boolean changed = submitted.isPresent();
    for (Progress each : stage.started()) {
      changed |= endIfDone(each, now);
    }
    if (changed && prometheus != null) {
      prometheus.scrapeListeners(
          stage.started().stream()
              .filter(each -> each.endedAt() == null)
              .map(Progress::listenerPort)
              .toList());
    }
    injectIfTime(now);
  }

  private boolean endIfDone(Progress progress, Instant now) {
    if (progress.endedAt() != null) {
      return false;
    }
    if (!progress.driver().isAlive()) {
      int exitCode = progress.driver().process().exitValue();
      say(progress, "ended by itself with exit code " + exitCode);
      progress.ended(now);
      return true;
    }
    Instant since = progress.faultAt();
    boolean healthy = progress.scenario().isHealthy();
    Duration patience = healthy ? PATIENCE_FOR_HEALTHY : PATIENCE;
    boolean late = since != null && since.plus(patience).isBefore(now);
    if (late && !progress.isComplete(watch.wanted())) {
      say(progress, console.bad("not over within " + patience.toMinutes() + " minutes"));
      stage.end(progress);
      return true;
    }
    if (!keep && !healthy && progress.isComplete(watch.wanted())) {
      stage.end(progress);
      return true;
    }
    return false;
  }

  /** A fault that costs the cluster a worker waits until the other applications have had theirs. */
  private void injectIfTime(Instant now) {
    List<Progress> due =
        stage.started().stream()
            .filter(each -> each.faultAt() == null && each.endedAt() == null)
            .toList();
    List<Progress> others =
        stage.started().stream().filter(each -> each.faultAt() != null).toList();
    if (due.isEmpty() || stage.hasWaiting() || !allOver(others, now)) {
      return;
    }
    Instant since = othersOverAt == null ? now : othersOverAt;
    othersOverAt = since;
    for (Progress each : due) {
      Optional<String> deed = stage.inject(each);
      deed.ifPresent(text -> say(each, text));
      if (deed.isEmpty() && since.plus(PATIENCE).isBefore(now)) {
        say(each, console.bad("did not get to run with two executors and find itself healthy"));
        stage.end(each);
      }
    }
  }

  private boolean allOver(Collection<Progress> all, Instant now) {
    return all.stream().allMatch(each -> isOver(each, now));
  }

  private boolean isOver(Progress progress, Instant now) {
    Instant endedAt = progress.endedAt();
    if (progress.scenario().isHealthy()) {
      return endedAt != null && endedAt.plus(AFTERMATH).isBefore(now);
    }
    return endedAt != null || progress.isComplete(watch.wanted());
  }

  private void say(Progress progress, String text) {
    console.progress(progress.scenario().id(), text);
  }
}
