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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.firewarden.agent.config.KubernetesAccess;
import io.firewarden.agent.config.KubernetesSource;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.kubernetes.FakeApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An API server that keeps objects, on one port of this host, and who changes them. It can be shut
 * down and opened again; the objects stay, and may change meanwhile.
 */
final class FakeCluster implements AutoCloseable {
  private static final Discovered.Found NOTHING =
      new Discovered.Found(List.of(), List.of(), List.of(), List.of(), false);

  private final FakeApiServer server;
  private final List<Discovery> discoveries = new ArrayList<>();

  /** The time by the agent's clock. */
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-02T08:50:00Z"));

  final InstantSource clock = now::get;

  /** What was asked for: method and path, with its query. */
  final List<String> requests;

  /**
   * Opens it.
   *
   * @param folder where the kubeconfig is written
   */
  FakeCluster(Path folder) throws IOException {
    server = new FakeApiServer(folder);
    requests = server.requests;
    server.expect(
        new CustomResourceDefinitionContext.Builder()
            .withGroup(OperatorApps.KIND.getGroup())
            .withVersion(OperatorApps.KIND.getVersion())
            .withKind(OperatorApps.KIND.getKind())
            .withPlural(OperatorApps.KIND.getPlural())
            .withScope("Namespaced")
            .build());
  }

  static String kubeconfig(int port, String context) {
    return FakeApiServer.kubeconfig(port, context);
  }

  int port() {
    return server.port();
  }

  KubernetesSource source() {
    return source(source -> source);
  }

  KubernetesSource source(UnaryOperator<Change> change) {
    return change.apply(new Change(new KubernetesAccess(server.kubeconfig(), null))).made();
  }

  /** The discovery of all namespaces. */
  Discovery discovery() {
    return discoveries(source()).get(0);
  }

  List<Discovery> discoveries(KubernetesSource source) {
    List<Discovery> made = KubernetesPods.of(source, clock);
    discoveries.addAll(made);
    return made;
  }

  static Discovered.Found found(Discovery discovery) {
    Discovered discovered = discovery.discover();
    if (discovered instanceof Discovered.Found found) {
      return found;
    }
    throw new AssertionError(discovered.toString());
  }

  /** What a discovery gives as soon as it is as expected. */
  static Discovered.Found after(Discovery discovery, Predicate<Discovered.Found> expected) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> discovery.discover() instanceof Discovered.Found found ? found : NOTHING,
            expected);
  }

  static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }

  /** Makes an object, which gets an uid of its own. */
  <T extends HasMetadata> T make(T object) {
    return server.client().resource(object).create();
  }

  void makeOperators(GenericKubernetesResource object) {
    server
        .client()
        .genericKubernetesResources(OperatorApps.KIND)
        .inNamespace(object.getMetadata().getNamespace())
        .resource(object)
        .create();
  }

  void changeOperators(GenericKubernetesResource object) {
    server
        .client()
        .genericKubernetesResources(OperatorApps.KIND)
        .inNamespace(object.getMetadata().getNamespace())
        .withName(object.getMetadata().getName())
        .edit(
            before -> {
              before.setAdditionalProperties(object.getAdditionalProperties());
              return before;
            });
  }

  /** Changes a pod to the status of a fixture. */
  void status(Pod pod, String status) {
    change(pod, before -> Fixtures.in(before, status));
  }

  void change(Pod pod, UnaryOperator<Pod> change) {
    server
        .client()
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .edit(change);
  }

  void delete(HasMetadata object) {
    server.client().resource(object).delete();
  }

  /** From now on requests whose path begins so are answered with this status. */
  void refuse(String path, int code, String body) {
    server.refuse(path, code, body);
  }

  void refuseNoMore() {
    server.refuseNoMore();
  }

  /** Nobody is at the port. */
  void shutDown() {
    server.shutDown();
  }

  void openAgain() throws IOException {
    server.openAgain();
  }

  /** The cluster goes on while nobody can reach it. */
  void meanwhile(Runnable changes) throws IOException {
    server.meanwhile(changes);
  }

  @Override
  public void close() {
    discoveries.forEach(Discovery::close);
    server.close();
  }

  /** A source with some things changed. */
  static final class Change {
    private KubernetesAccess access;
    private List<String> namespaces = List.of();
    private String driverSelector = KubernetesSource.DEFAULT.driverSelector();
    private KubernetesSource.Ui ui = KubernetesSource.Ui.DEFAULT;
    private boolean operator = true;
    private Duration timeout = Duration.ofSeconds(20);

    private Change(KubernetesAccess access) {
      this.access = access;
    }

    Change namespaces(String... names) {
      namespaces = List.of(names);
      return this;
    }

    Change selector(String selector) {
      driverSelector = selector;
      return this;
    }

    Change ui(KubernetesSource.Ui where, boolean withOperator) {
      ui = where;
      operator = withOperator;
      return this;
    }

    Change timeout(Duration of) {
      timeout = of;
      return this;
    }

    Change kubeconfig(Path file) {
      access = new KubernetesAccess(file, access.context());
      return this;
    }

    Change context(@Nullable String name) {
      access = new KubernetesAccess(access.kubeconfig(), name);
      return this;
    }

    private KubernetesSource made() {
      KubernetesSource fallback = KubernetesSource.DEFAULT;
      return new KubernetesSource(
          fallback.name(),
          access,
          namespaces,
          driverSelector,
          fallback.executorSelector(),
          ui,
          operator,
          fallback.labels(),
          timeout,
          fallback.resync());
    }
  }
}
