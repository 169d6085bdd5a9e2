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

import io.firewarden.agent.config.KubernetesSource.Ui;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovered.Driver;
import io.firewarden.agent.discovery.Discovered.Ended;
import io.firewarden.agent.discovery.Discovered.Pending;
import io.firewarden.agent.discovery.Discovered.Unlocated;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.discovery.Facts;
import io.firewarden.agent.discovery.kubernetes.PodState.Over;
import io.firewarden.agent.discovery.kubernetes.PodState.Running;
import io.firewarden.agent.discovery.kubernetes.PodState.Waiting;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One answer, put together from what is known of drivers, executors and operator's objects. Of one
 * application its pod tells the state, and the operator's object whose it is; what the object says
 * of the end counts when the pod's end was not seen.
 */
final class Picture {
  /** Of applications that are over the newest are told. */
  static final int MAX_ENDED = 10_000;

  private static final Comparator<DriverPod> BEST =
      Comparator.comparingInt(Picture::rank)
          .thenComparing(pod -> Objects.requireNonNullElse(pod.startedAt(), Instant.EPOCH));

  private final String source;
  private final Ui ui;
  private final ExecutorPods executors;
  private final List<Driver> drivers = new ArrayList<>();
  private final List<Unlocated> unlocated = new ArrayList<>();
  private final List<Pending> pending = new ArrayList<>();
  private final List<Ended> ended = new ArrayList<>();

  /** The operator's objects by the id of their run, and by namespace and name. */
  private final Map<String, OperatorApp> byId = new HashMap<>();

  private final Map<String, OperatorApp> byName = new HashMap<>();

  /** The applications whose pods have told all, and the pods that are there for objects. */
  private final Set<String> told = new HashSet<>();

  private final Set<String> livePods = new HashSet<>();

  private Picture(String source, Ui ui, ExecutorPods executors) {
    this.source = source;
    this.ui = ui;
    this.executors = executors;
  }

  /**
   * Puts it together.
   *
   * @param source the name of the source
   */
  static Discovered.Found of(
      String source, Ui ui, DriverPods pods, ExecutorPods executors, OperatorApps operators) {
    Picture picture = new Picture(source, ui, executors);
    List<OperatorApp> objects = operators.all();
    for (OperatorApp object : objects) {
      picture.byName.put(object.namespace() + "/" + object.name(), object);
      if (!object.applicationId().isEmpty()) {
        picture.byId.put(object.applicationId(), object);
      }
    }
    picture.pods(pods.all());
    objects.forEach(picture::object);
    return picture.found();
  }

  private Discovered.Found found() {
    Comparator<Ended> newest =
        Comparator.comparing(
            one -> Objects.requireNonNullElse(one.ending().at(), one.application().startedAt()));
    List<Ended> newestEnded = ended.stream().sorted(newest.reversed()).limit(MAX_ENDED).toList();
    return new Discovered.Found(drivers, unlocated, pending, newestEnded, true);
  }

  private void pods(List<DriverPod> all) {
    Map<String, DriverPod> best = new HashMap<>();
    for (DriverPod pod : all) {
      if (!(pod.state() instanceof Over)) {
        livePods.add(pod.namespace() + "/" + pod.name());
      }
      if (!pod.applicationId().isEmpty()) {
        best.merge(pod.applicationId(), pod, (a, b) -> BEST.compare(a, b) >= 0 ? a : b);
      } else if (!pod.host().isEmpty()) {
        ofSomebody(pod);
      }
    }
    Set<String> live = new HashSet<>();
    best.forEach(
        (id, pod) -> {
          if (!(pod.state() instanceof Over)) {
            live.add(id);
          }
        });
    executors.keepApplications(live);
    best.values().forEach(this::pod);
  }

  /** Somebody labelled it; which application it is, or was, its UI tells, or has told. */
  private void ofSomebody(DriverPod pod) {
    if (pod.state() instanceof Running) {
      drivers.add(new Driver(address(pod), null, new Facts(labels(pod), List.of())));
    } else if (pod.state() instanceof Over over) {
      Instant start = Objects.requireNonNullElse(pod.startedAt(), Instant.EPOCH);
      String url = address(pod).toString();
      end(
          new Application("", pod.name(), "", "", false, url, start, null, null, labels(pod)),
          over.status(),
          over.at(),
          over.reason());
    }
  }

  private void pod(DriverPod pod) {
    String id = pod.applicationId();
    Application application = application(id, pod.applicationName(), pod.startedAt(), labels(pod));
    if (pod.state() instanceof Waiting waiting) {
      pending.add(new Pending(application, page(pod), waiting.why()));
    } else if (pod.state() instanceof Over over) {
      OperatorApp object = byId.get(id);
      if (over.status() == FinalStatus.UNKNOWN && object != null && isOver(object)) {
        return; // the object knows more
      }
      end(application, over.status(), over.at(), over.reason());
    } else if (pod.host().isEmpty() && !isByService(pod)) {
      String why = "the pod " + pod.namespace() + "/" + pod.name() + " runs, but has no address";
      unlocated.add(new Unlocated(application, page(pod), why));
    } else {
      drivers.add(new Driver(address(pod), application, new Facts(labels(pod), executors.of(id))));
    }
    told.add(id);
  }

  /** What an object says of a run of which no pod tells. */
  private void object(OperatorApp object) {
    if (told.contains(object.id())
        || livePods.contains(object.namespace() + "/" + object.driverPod())) {
      return;
    }
    Application application =
        application(object.id(), object.name(), object.since(), object.labels());
    String error = object.error().isEmpty() ? "" : ": " + object.error();
    switch (object.stage()) {
      case WAITS -> {
        String state = object.state().isEmpty() ? "not seen yet" : object.state();
        pending.add(new Pending(application, page(object), "the operator tells " + state + error));
      }
      case SUCCEEDED -> end(application, FinalStatus.SUCCEEDED, object.endedAt(), "");
      case FAILED -> {
        String reason = "the operator tells " + object.state() + error;
        end(application, FinalStatus.FAILED, object.endedAt(), reason);
      }
      case RUNS -> {} // the object is late: pods tell sooner that it began or ended
    }
  }

  private void end(
      Application application, FinalStatus status, @Nullable Instant at, String reason) {
    ended.add(new Ended(application, new Ending(status, at, reason, source)));
  }

  private static boolean isOver(OperatorApp object) {
    OperatorApp.Stage stage = object.stage();
    return stage == OperatorApp.Stage.SUCCEEDED || stage == OperatorApp.Stage.FAILED;
  }

  private @Nullable OperatorApp objectOf(DriverPod pod) {
    OperatorApp object = byId.get(pod.applicationId());
    return object != null ? object : byName.get(pod.namespace() + "/" + pod.object());
  }

  /** The pod's labels, and before them the object's. */
  private Map<String, String> labels(DriverPod pod) {
    OperatorApp object = objectOf(pod);
    if (object == null) {
      return pod.labels();
    }
    Map<String, String> labels = new HashMap<>(pod.labels());
    labels.putAll(object.labels());
    return labels;
  }

  private boolean isByService(DriverPod pod) {
    OperatorApp object = byId.get(pod.applicationId());
    return ui.byService() && object != null && !object.ui().isEmpty();
  }

  private URI address(DriverPod pod) {
    OperatorApp object = byId.get(pod.applicationId());
    if (object != null && isByService(pod)) {
      return URI.create("http://" + object.ui());
    }
    int port = pod.uiPort() > 0 ? pod.uiPort() : ui.port();
    return URI.create("http://" + pod.host() + ":" + port);
  }

  private String page(DriverPod pod) {
    return source + " pod " + pod.namespace() + "/" + pod.name();
  }

  private String page(OperatorApp object) {
    return source + " sparkapplication " + object.namespace() + "/" + object.name();
  }

  private static Application application(
      String id, String name, @Nullable Instant startedAt, Map<String, String> labels) {
    Instant start = Objects.requireNonNullElse(startedAt, Instant.EPOCH);
    return new Application(id, name, "", "", false, null, start, null, null, labels);
  }

  private static int rank(DriverPod pod) {
    if (pod.state() instanceof Running) {
      return 2;
    }
    return pod.state() instanceof Waiting ? 1 : 0;
  }
}
