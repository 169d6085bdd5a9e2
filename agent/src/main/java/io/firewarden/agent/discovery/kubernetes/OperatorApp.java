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

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.firewarden.agent.kubernetes.Line;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a SparkApplication object of the Spark operator. Texts are empty when missing.
 *
 * @param namespace where it is
 * @param name its name, which the operator makes the application's name
 * @param uid its own; an object that is made again has another
 * @param state the operator's, such as {@code SUBMITTED}; empty before the operator has seen it
 * @param error what the operator says went wrong; one line
 * @param applicationId Spark's id of the run that the state is about
 * @param driverPod the name of the driver's pod
 * @param ui host and port of the service for Spark's UI
 * @param since when that run was submitted, or the object made
 * @param endedAt when that run ended, or null
 * @param retried whether a submission that failed is made again
 * @param labels those of its labels that are shown
 */
record OperatorApp(
    String namespace,
    String name,
    String uid,
    String state,
    String error,
    String applicationId,
    String driverPod,
    String ui,
    Instant since,
    @Nullable Instant endedAt,
    boolean retried,
    Map<String, String> labels) {

  private static final Pattern UI = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}:\\d{1,5}");
  private static final int MAX_NAME = 120;
  private static final int SHORT_UID = 8;

  /** What a state means for the run that it is about. */
  enum Stage {
    /** It waits to be submitted, or for its driver. */
    WAITS,
    /** It has a driver, of whose pod more is known. */
    RUNS,
    /** It ended well. */
    SUCCEEDED,
    /** It ended badly, or was never started. */
    FAILED
  }

  static OperatorApp of(GenericKubernetesResource object, OwnerKeys keys) {
    ObjectMeta meta = object.getMetadata();
    Instant submitted = PodReport.instant(text(object, "status", "lastSubmissionAttemptTime"));
    Instant made = PodReport.instant(meta.getCreationTimestamp());
    Instant since = submitted != null ? submitted : made != null ? made : Instant.EPOCH;
    String ui = text(object, "status", "driverInfo", "webUIAddress");
    return new OperatorApp(
        PodReport.text(meta.getNamespace()),
        meta.getName(),
        PodReport.text(meta.getUid()),
        text(object, "status", "applicationState", "state"),
        Line.of(text(object, "status", "applicationState", "errorMessage")),
        DriverPod.applicationId(
            Map.of(DriverPod.APPLICATION_ID, text(object, "status", "sparkApplicationId"))),
        text(object, "status", "driverInfo", "podName"),
        UI.matcher(ui).matches() ? ui : "",
        since,
        PodReport.instant(text(object, "status", "terminationTime")),
        isRetried(object),
        keys.of(DriverPod.orEmpty(meta.getLabels())));
  }

  Stage stage() {
    return switch (state) {
      case "COMPLETED", "SUCCEEDING" -> Stage.SUCCEEDED;
      case "FAILED", "FAILING" -> Stage.FAILED;
      case "SUBMISSION_FAILED" -> retried ? Stage.WAITS : Stage.FAILED;
      case "RUNNING", "UNKNOWN", "SUSPENDING", "INVALIDATING" -> Stage.RUNS;
      default -> Stage.WAITS; // new, SUBMITTED, PENDING_RERUN, SUSPENDED, RESUMING
    };
  }

  /** Spark's id; before Spark has given one, an id by the object, which no other object has. */
  String id() {
    if (!applicationId.isEmpty()) {
      return applicationId;
    }
    String shortName = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
    String shortUid = uid.length() <= SHORT_UID ? uid : uid.substring(0, SHORT_UID);
    return namespace + "." + shortName + (shortUid.isEmpty() ? "" : "." + shortUid);
  }

  /** As the operator does: always, or on failure until its retries are used up. */
  private static boolean isRetried(GenericKubernetesResource object) {
    String policy = text(object, "spec", "restartPolicy", "type");
    if (policy.equals("Always")) {
      return true;
    }
    Number retries = number(object, "spec", "restartPolicy", "onSubmissionFailureRetries");
    Number attempts = number(object, "status", "submissionAttempts");
    return policy.equals("OnFailure")
        && retries != null
        && (attempts == null ? 0 : attempts.longValue()) <= retries.longValue();
  }

  private static String text(GenericKubernetesResource object, Object... path) {
    return at(object, path) instanceof String text ? text : "";
  }

  private static @Nullable Number number(GenericKubernetesResource object, Object... path) {
    return at(object, path) instanceof Number number ? number : null;
  }

  private static @Nullable Object at(GenericKubernetesResource object, Object... path) {
    Object found = object.getAdditionalProperties();
    for (Object key : path) {
      found = found instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return found;
  }
}
