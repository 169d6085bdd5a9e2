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
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Pods and objects of the Spark operator, and changes to them. They are made, not recorded from a
 * cluster: put together by hand after the documented forms of Kubernetes' API (v1) and of the
 * operator's (v1beta2), after what Spark puts into its pods, and after the words that Kubernetes
 * has for each end. Names, addresses, times and digests are invented.
 */
final class Fixtures {
  static final String ID = "spark-5f0c9e8a7b3d4c2e9a61d7f4b8e3c012";
  static final String NAMESPACE = "spark-jobs";

  private Fixtures() {}

  static Pod driver() {
    return read("driver", Pod.class);
  }

  static Pod driver(String status) {
    return in(driver(), status);
  }

  /** Another driver, of an application of its own. */
  static Pod driver(String namespace, String name, String id) {
    return new PodBuilder(driver())
        .editMetadata()
        .withName(name)
        .withNamespace(namespace)
        .addToLabels("spark-app-selector", id)
        .addToLabels("spark-app-name", name)
        .removeFromLabels("sparkoperator.k8s.io/app-name")
        .endMetadata()
        .build();
  }

  static Pod executor(String id) {
    return new PodBuilder(read("executor", Pod.class))
        .editMetadata()
        .withName("nightly-report-9c1b-exec-" + id)
        .addToLabels("spark-exec-id", id)
        .endMetadata()
        .build();
  }

  static Pod in(Pod pod, String status) {
    return new PodBuilder(pod).withStatus(read("status/" + status, PodStatus.class)).build();
  }

  /** Somebody asks to delete it; it has 30 s for that. */
  static Pod askedToGo(Pod pod, String due) {
    return new PodBuilder(pod)
        .editMetadata()
        .withDeletionTimestamp(due)
        .withDeletionGracePeriodSeconds(30L)
        .endMetadata()
        .build();
  }

  static GenericKubernetesResource object() {
    return read("sparkapplication", GenericKubernetesResource.class);
  }

  /** The operator's object in a state; null takes a part of its status away. */
  static GenericKubernetesResource object(String state, Map<String, Object> status) {
    GenericKubernetesResource object = object();
    Map<String, Object> all = new HashMap<>(part(object, "status"));
    all.putAll(status);
    all.values().removeIf(""::equals);
    all.put("applicationState", Map.of("state", state, "errorMessage", error(state)));
    object.getAdditionalProperties().put("status", all);
    return object;
  }

  static GenericKubernetesResource restarted(GenericKubernetesResource object, int retries) {
    Map<String, Object> spec = new HashMap<>(part(object, "spec"));
    spec.put("restartPolicy", Map.of("type", "OnFailure", "onSubmissionFailureRetries", retries));
    object.getAdditionalProperties().put("spec", spec);
    return object;
  }

  private static String error(String state) {
    return switch (state) {
      case "SUBMISSION_FAILED" ->
          "failed to submit spark application: failed to run spark-submit for SparkApplication"
              + " spark-jobs/nightly-report: --conf spark.hadoop.fs.s3a.secret.key=hunter2\n"
              + "Exception in thread \"main\" java.nio.file.AccessDeniedException: report.jar";
      case "FAILED", "FAILING" -> "driver container failed with ExitCode: 137, Reason: OOMKilled";
      default -> "";
    };
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> part(GenericKubernetesResource object, String name) {
    return (Map<String, Object>) object.getAdditionalProperties().get(name);
  }

  private static <T> T read(String name, Class<T> type) {
    try (InputStream in =
        Objects.requireNonNull(
            Fixtures.class.getResourceAsStream("/kubernetes/" + name + ".json"), name)) {
      return Serialization.unmarshal(in, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
