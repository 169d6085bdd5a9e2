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
import io.fabric8.kubernetes.client.KubernetesClient;
import io.firewarden.agent.config.KubernetesSource;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.kubernetes.KubernetesClients;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The applications whose drivers are pods of one namespace, or of all. A look answers from what is
 * kept; it speaks to the API server only to begin, and when a watch has broken.
 */
public final class KubernetesPods implements Discovery {
  /** How many answers of one look may take all the time that one may take. */
  private static final int SLOW_ANSWERS = 4;

  /** Looks after which a round that does not come back is given up. */
  private static final int PATIENT_LOOKS = 10;

  private final KubernetesSource source;
  private final String namespace;
  private final SharedClient client;
  private final Duration deadline;
  private final InstantSource clock;
  private final DriverPods drivers;
  private final ExecutorPods executors;
  private final OperatorApps operators;
  private final ExecutorService thread;
  private final List<Sidelight> sidelights = new CopyOnWriteArrayList<>();
  private volatile @Nullable Feed<Pod> driverFeed;
  private volatile String server = "";
  private @Nullable Future<?> round;
  private int looks;

  KubernetesPods(
      KubernetesSource source, String namespace, SharedClient client, InstantSource clock) {
    this.source = source;
    this.namespace = namespace;
    this.client = client;
    this.deadline = source.timeout().multipliedBy(SLOW_ANSWERS);
    this.clock = clock;
    OwnerKeys keys = new OwnerKeys(source.labels());
    this.drivers = new DriverPods(keys, clock);
    this.executors = new ExecutorPods(clock);
    this.operators = new OperatorApps(keys);
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "kubernetes-" + name());
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * The parts of a source, one for each namespace, so that what is wrong with one is not said of
   * another. Asks for nothing yet.
   */
  public static List<Discovery> of(KubernetesSource source, InstantSource clock) {
    List<String> parts = source.parts();
    SharedClient client =
        new SharedClient(
            () -> KubernetesClients.of(source.access(), source.timeout()), parts.size());
    return parts.stream()
        .<Discovery>map(part -> new KubernetesPods(source, part, client, clock))
        .toList();
  }

  @Override
  public String name() {
    return source.address(namespace);
  }

  @Override
  public Discovered discover() {
    if (thread.isShutdown()) {
      return new Discovered.Unavailable(name() + ": the agent stops");
    }
    Future<?> running = round == null ? thread.submit(this::catchUp) : round;
    round = running;
    try {
      running.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      done();
      return Picture.of(name(), source.ui(), drivers, executors, operators);
    } catch (TimeoutException e) {
      return late(running);
    } catch (ExecutionException e) {
      done();
      return new Discovered.Unavailable(why(e.getCause() == null ? e : e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Discovered.Unavailable(name() + ": the agent stops");
    }
  }

  private void done() {
    round = null;
    looks = 0;
  }

  private Discovered late(Future<?> running) {
    looks++;
    if (looks >= PATIENT_LOOKS) {
      running.cancel(true);
      done();
    }
    return new Discovered.Unavailable(
        name() + ": the API server has not sent all pods in " + deadline.toSeconds() + " s");
  }

  private String why(Throwable fault) {
    return fault instanceof IllegalArgumentException
        ? name() + ": " + fault.getMessage()
        : new ApiFault(name(), "pods", namespace, server).why(fault);
  }

  private void catchUp() {
    Feed<Pod> feed = driverFeed;
    if (feed == null) {
      KubernetesClient asked = client.get();
      server = asked.getMasterUrl().toString();
      feed = pods(asked, source.driverSelector(), drivers);
      driverFeed = feed;
      aside(pods(asked, source.executorSelector(), executors), "pods");
      if (source.operator()) {
        aside(objects(asked), OperatorApps.KIND.getPlural());
      }
    }
    feed.catchUp();
    sidelights.forEach(Sidelight::catchUp);
  }

  private void aside(Feed<?> feed, String kind) {
    ApiFault fault = new ApiFault(name(), kind, namespace, server);
    sidelights.add(new Sidelight(feed, fault, source.resync(), clock));
  }

  private Feed<Pod> pods(KubernetesClient asked, String selector, Stock<Pod> stock) {
    return new Feed<>(
        namespace.isEmpty()
            ? asked.pods().inAnyNamespace().withLabelSelector(selector)
            : asked.pods().inNamespace(namespace).withLabelSelector(selector),
        stock,
        source.resync(),
        clock);
  }

  private Feed<GenericKubernetesResource> objects(KubernetesClient asked) {
    var all = asked.genericKubernetesResources(OperatorApps.KIND);
    return namespace.isEmpty()
        ? new Feed<>(all.inAnyNamespace(), operators, source.resync(), clock)
        : new Feed<>(all.inNamespace(namespace), operators, source.resync(), clock);
  }

  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.shutdownNow();
    Feed<Pod> feed = driverFeed;
    if (feed != null) {
      feed.close();
    }
    sidelights.forEach(Sidelight::close);
    client.release();
  }
}
