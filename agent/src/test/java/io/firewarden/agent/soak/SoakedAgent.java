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
package io.firewarden.agent.soak;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.http.AgentServer;
import io.firewarden.agent.http.ReloadAnswer;
import io.firewarden.agent.http.Shown;
import io.firewarden.agent.http.metrics.AgentMetrics;
import io.firewarden.agent.notify.AlertPipeline;
import io.firewarden.agent.notify.PipelineTicks;
import io.firewarden.agent.page.Timeline;
import io.firewarden.agent.poll.Clockwork;
import io.firewarden.agent.poll.ObservationSink;
import io.firewarden.agent.poll.Place;
import io.firewarden.agent.poll.Poller;
import io.firewarden.agent.poll.PushOutcome;
import io.firewarden.agent.poll.PushedSnapshot;
import io.firewarden.agent.source.SnapshotSource;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** All parts of an agent, put together as they are by itself, but by a clock that is told. */
final class SoakedAgent implements AutoCloseable {
  private final AlertPipeline alerts;
  private final Fleet fleet;
  private final Poller poller;
  private final AgentServer server;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final HttpClient client = HttpClient.newBuilder().executor(thread).build();

  /**
   * @param sources what reads the driver at an address
   */
  SoakedAgent(
      AgentConfig config,
      Clockwork clock,
      List<Discovery> discoveries,
      Function<URI, SnapshotSource> sources)
      throws IOException {
    AgentMetrics metrics = new AgentMetrics(config.cluster());
    fleet = new Fleet(config.poll().staleAfter(), config.push(), config.applications(), clock);
    Timeline timeline = new Timeline(config.applications(), clock);
    alerts = AlertPipeline.of(config, () -> true, metrics, clock);
    List<Place> places = new ArrayList<>();
    for (Discovery each : discoveries) {
      places.add(
          new Place(each.name(), metrics.timed(each), uri -> metrics.timed(sources.apply(uri))));
    }
    List<ObservationSink> sinks = List.of(fleet, alerts, metrics, timeline);
    poller = clock.poller(config, places, seen -> sinks.forEach(sink -> sink.accept(seen)));
    Shown shown =
        new Shown(
            fleet,
            alerts::alerts,
            List::of,
            timeline,
            poller::hasTriedAll,
            poller::hasReadAll,
            () -> LoadedConfig.of(config),
            () -> new ReloadAnswer(List.of()));
    server = AgentServer.open(config, shown, metrics, poller.pushes()::push);
  }

  void start() {
    alerts.start();
    poller.start();
  }

  /** Moves the alerts to now. */
  void tick() {
    PipelineTicks.tick(alerts);
  }

  /** The alerts as of then. */
  List<Alert> alerts() {
    return alerts.alerts();
  }

  Fleet fleet() {
    return fleet;
  }

  PushOutcome push(ApplicationSnapshot snapshot) {
    return poller.pushes().push(new PushedSnapshot(snapshot, SnapshotJson.write(snapshot).length));
  }

  /** Pushes as a listener does; gives the status of the answer. */
  int pushOverHttp(ApplicationSnapshot snapshot) {
    HttpRequest.Builder post =
        HttpRequest.newBuilder(url("/api/v1/snapshots"))
            .header("Content-Type", "application/json")
            .header("Firewarden-Cluster", "default")
            .POST(HttpRequest.BodyPublishers.ofByteArray(SnapshotJson.write(snapshot)));
    return exchange(post).statusCode();
  }

  /** What Prometheus would get now. */
  Scrape scrape() {
    return Scrape.of(exchange(HttpRequest.newBuilder(url("/metrics"))).body());
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    poller.close();
    alerts.close();
    server.close();
    thread.shutdownNow();
  }
}
