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

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a driver's pod. Texts are empty when missing.
 *
 * @param namespace where it is
 * @param name the pod's name; a later pod may have it too
 * @param applicationId Spark's, by the label {@code spark-app-selector}; empty when the pod is not
 *     one that Spark made
 * @param applicationName as well as it is known
 * @param object the name of the SparkApplication object in its namespace that it was made for
 * @param startedAt when it was started, or made, or null when it does not say
 * @param host its address, with brackets where an URL needs them
 * @param uiPort the port that it calls Spark's UI, or 0
 * @param labels those of its labels that are shown
 * @param state where it is in its life
 */
record DriverPod(
    String namespace,
    String name,
    String applicationId,
    String applicationName,
    String object,
    @Nullable Instant startedAt,
    String host,
    int uiPort,
    Map<String, String> labels,
    PodState state) {

  static final String APPLICATION_ID = "spark-app-selector";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,200}");
  private static final Pattern HOST = Pattern.compile("[0-9A-Fa-f.:]{2,45}");
  private static final String APPLICATION_NAME = "spark-app-name";
  private static final String OPERATORS_OBJECT = "sparkoperator.k8s.io/app-name";

  static DriverPod of(Pod pod, OwnerKeys keys) {
    ObjectMeta meta = pod.getMetadata();
    Map<String, String> labels = orEmpty(meta.getLabels());
    Map<String, String> annotations = orEmpty(meta.getAnnotations());
    String object = labels.getOrDefault(OPERATORS_OBJECT, "");
    String name =
        Stream.of(
                annotations.getOrDefault(APPLICATION_NAME, ""),
                object,
                labels.getOrDefault(APPLICATION_NAME, ""),
                meta.getName())
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    return new DriverPod(
        PodReport.text(meta.getNamespace()),
        meta.getName(),
        applicationId(labels),
        name,
        object,
        startedAt(pod),
        host(pod.getStatus()),
        uiPort(pod),
        keys.of(labels),
        DriverFate.of(PodReport.of(pod)));
  }

  /** The application's id by a pod's labels, or empty. */
  static String applicationId(Map<String, String> labels) {
    String id = labels.getOrDefault(APPLICATION_ID, "");
    return ID.matcher(id).matches() ? id : "";
  }

  DriverPod in(PodState then) {
    return new DriverPod(
        namespace,
        name,
        applicationId,
        applicationName,
        object,
        startedAt,
        host,
        uiPort,
        labels,
        then);
  }

  private static @Nullable Instant startedAt(Pod pod) {
    String started = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
    Instant at = PodReport.instant(started);
    return at != null ? at : PodReport.instant(pod.getMetadata().getCreationTimestamp());
  }

  private static String host(@Nullable PodStatus status) {
    String ip = status == null ? "" : PodReport.text(status.getPodIP());
    if (!HOST.matcher(ip).matches()) {
      return "";
    }
    return ip.contains(":") ? "[" + ip + "]" : ip;
  }

  private static int uiPort(Pod pod) {
    List<Container> containers =
        pod.getSpec() == null ? List.of() : PodReport.list(pod.getSpec().getContainers());
    return PodReport.sparks(containers, Container::getName).stream()
        .flatMap(container -> PodReport.list(container.getPorts()).stream())
        .filter(port -> "spark-ui".equals(port.getName()))
        .map(ContainerPort::getContainerPort)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(0);
  }

  static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
