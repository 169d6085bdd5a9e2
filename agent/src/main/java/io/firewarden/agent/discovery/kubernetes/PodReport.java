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
package io.firewarden.agent.discovery.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.firewarden.agent.kubernetes.Line;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's status says of the life of Spark's container in it. Texts are empty when missing.
 *
 * @param phase {@code Pending}, {@code Running}, {@code Succeeded}, {@code Failed} or {@code
 *     Unknown}
 * @param waiting what it waits for to start; one line
 * @param exit how Spark's container ended, or null while it has not, or nobody knows
 * @param reason the pod's own, such as {@code Evicted}
 * @param message the pod's own
 * @param disruption the reason for which the cluster takes the pod away, such as {@code
 *     PreemptionByScheduler}
 * @param deletionAsked when somebody asked to delete it, or null
 * @param deletionDue when it must be gone after that, or null
 * @param node where it runs
 */
record PodReport(
    String phase,
    String waiting,
    @Nullable Exit exit,
    String reason,
    String message,
    String disruption,
    @Nullable Instant deletionAsked,
    @Nullable Instant deletionDue,
    String node) {

  /**
   * The end of a container.
   *
   * @param code its exit code
   * @param reason {@code Completed}, {@code Error}, {@code OOMKilled} or another
   */
  record Exit(int code, String reason, @Nullable Instant at) {
    boolean isOutOfMemory() {
      return reason.equals("OOMKilled");
    }

    /** Whether the node's agent found it gone, and made the code up. */
    boolean isGuess() {
      return reason.equals("ContainerStatusUnknown");
    }
  }

  /** What Spark calls its container in a driver's and in an executor's pod. */
  static final List<String> CONTAINERS =
      List.of("spark-kubernetes-driver", "spark-kubernetes-executor", "executor");

  static PodReport of(Pod pod) {
    PodStatus status = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
    ObjectMeta meta = pod.getMetadata();
    Optional<ContainerState> state =
        sparks(list(status.getContainerStatuses()), ContainerStatus::getName)
            .map(ContainerStatus::getState);
    Instant due = instant(meta.getDeletionTimestamp());
    Long grace = meta.getDeletionGracePeriodSeconds();
    return new PodReport(
        text(status.getPhase()),
        waiting(status, state.map(ContainerState::getWaiting).orElse(null)),
        state.map(ContainerState::getTerminated).map(PodReport::exit).orElse(null),
        text(status.getReason()),
        Line.of(status.getMessage()),
        condition(status, "DisruptionTarget", "True").map(c -> text(c.getReason())).orElse(""),
        due == null ? null : due.minusSeconds(grace == null ? 0 : grace),
        due,
        pod.getSpec() == null ? "" : text(pod.getSpec().getNodeName()));
  }

  /** Whether Spark's container has ended, even when others in the pod go on. */
  boolean isOver() {
    return exit != null || phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** Whether deletion was asked for before the container ended. */
  boolean wasDeletedBeforeItsEnd() {
    Instant end = exit == null ? null : exit.at();
    return deletionAsked != null && (end == null || !end.isBefore(deletionAsked));
  }

  /** Whether its node went, so that nobody saw how the container ended. */
  boolean isNodeLost() {
    return reason.equals("NodeLost")
        || disruption.equals("DeletionByPodGC")
        || (disruption.equals("DeletionByTaintManager") && (exit == null || exit.isGuess()));
  }

  /** Spark's own among things of containers: by its name, else the first. */
  static <C> Optional<C> sparks(List<C> all, Function<C, String> name) {
    Predicate<C> named = one -> CONTAINERS.contains(name.apply(one));
    return Stream.concat(all.stream().filter(named), all.stream()).findFirst();
  }

  static @Nullable Instant instant(@Nullable String time) {
    if (time == null || time.isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeParseException e) {
      return null; // of no use, as if it were missing
    }
  }

  static <C> List<C> list(@Nullable List<C> list) {
    return list == null ? List.of() : list;
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Exit exit(ContainerStateTerminated ended) {
    Integer code = ended.getExitCode();
    return new Exit(
        code == null ? -1 : code, text(ended.getReason()), instant(ended.getFinishedAt()));
  }

  private static String waiting(PodStatus status, @Nullable ContainerStateWaiting spark) {
    Optional<String> unscheduled =
        condition(status, "PodScheduled", "False").map(c -> told(c.getReason(), c.getMessage()));
    Stream<ContainerStateWaiting> before =
        list(status.getInitContainerStatuses()).stream()
            .map(ContainerStatus::getState)
            .filter(Objects::nonNull)
            .map(ContainerState::getWaiting);
    return unscheduled.orElseGet(
        () ->
            Stream.concat(before, Stream.ofNullable(spark))
                .filter(Objects::nonNull)
                // what waits for another container says nothing of its own
                .filter(waits -> !"PodInitializing".equals(waits.getReason()))
                .map(waits -> told(waits.getReason(), waits.getMessage()))
                .findFirst()
                .orElse(""));
  }

  private static String told(@Nullable String reason, @Nullable String message) {
    String line = Line.of(message);
    return line.isEmpty() ? text(reason) : text(reason) + ": " + line;
  }

  private static Optional<PodCondition> condition(PodStatus status, String type, String value) {
    return list(status.getConditions()).stream()
        .filter(c -> type.equals(c.getType()) && value.equals(c.getStatus()))
        .findFirst();
  }
}
