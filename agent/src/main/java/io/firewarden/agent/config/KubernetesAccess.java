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
package io.firewarden.agent.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a Kubernetes API server is reached.
 *
 * @param kubeconfig the file that says where it is and who we are; null for the service account of
 *     the pod that we run in, or where there is none, for what {@code kubectl} would take
 * @param context the context of that file, or null for its current one
 */
public record KubernetesAccess(@Nullable Path kubeconfig, @Nullable String context) {
  /** From inside a pod, with its service account. */
  public static final KubernetesAccess IN_CLUSTER = new KubernetesAccess(null, null);

  /** Reads the keys {@code kubeconfig} and {@code context} of a section. */
  static KubernetesAccess read(ConfigSection section) {
    String context = section.text("context", "");
    return new KubernetesAccess(
        section.path("kubeconfig", null), context.isEmpty() ? null : context);
  }
}
