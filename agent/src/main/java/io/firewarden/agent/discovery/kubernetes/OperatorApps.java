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
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The SparkApplication objects that there are. */
final class OperatorApps implements Stock<GenericKubernetesResource> {
  static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("sparkoperator.k8s.io")
          .withVersion("v1beta2")
          .withKind("SparkApplication")
          .withPlural("sparkapplications")
          .withNamespaced(true)
          .build();

  private final OwnerKeys keys;
  private final Map<String, OperatorApp> there = new HashMap<>();

  OperatorApps(OwnerKeys keys) {
    this.keys = keys;
  }

  @Override
  public synchronized void put(GenericKubernetesResource object) {
    there.put(object.getMetadata().getUid(), OperatorApp.of(object, keys));
  }

  @Override
  public synchronized void deleted(GenericKubernetesResource object) {
    there.remove(object.getMetadata().getUid());
  }

  @Override
  public synchronized void keep(Set<String> uids) {
    there.keySet().retainAll(uids);
  }

  synchronized List<OperatorApp> all() {
    return List.copyOf(there.values());
  }
}
