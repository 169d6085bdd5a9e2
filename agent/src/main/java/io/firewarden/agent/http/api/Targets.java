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
package io.firewarden.agent.http.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.metric.LabelText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of applications that Prometheus may scrape, in the form of its HTTP service
 * discovery. Only what is known to be there: the driver's own figures of its executors, which Spark
 * serves by itself from version 4 on, and the listener's where the configuration says on which port
 * listeners are. An application that cannot be read now stays listed until it has ended.
 */
public final class Targets {
  private static final ObjectMapper mapper = new ObjectMapper();
  private static final String META = "__meta_firewarden_";
  private static final int FIRST_WITH_PROMETHEUS = 4;

  private final String cluster;
  private final int listenerPort;

  /**
   * @param listenerPort where the listener of each driver is; 0 when that is not known
   */
  public Targets(String cluster, int listenerPort) {
    this.cluster = cluster;
    this.listenerPort = listenerPort;
  }

  /** The JSON. */
  public String json(List<Fleet.ApplicationView> applications) {
    ArrayNode groups = mapper.createArrayNode();
    for (Fleet.ApplicationView view : applications) {
      URI ui = ui(view.application());
      String host = ui != null && isDirect(ui) ? ui.getHost() : driverHost(view.snapshot());
      if (host != null && listenerPort > 0) {
        ObjectNode labels = group(groups, host + ":" + listenerPort, view);
        labels.put("__metrics_path__", "/metrics");
        labels.put(META + "endpoint", "listener");
      }
      if (ui != null && ui.getHost() != null && isServedBySpark(view.application())) {
        ObjectNode labels = group(groups, ui.getHost() + ":" + port(ui), view);
        labels.put("__scheme__", ui.getScheme());
        labels.put(
            "__metrics_path__",
            ui.getRawPath().replaceFirst("/+$", "") + "/metrics/executors/prometheus/");
        labels.put(META + "endpoint", "ui");
      }
    }
    return groups.toString();
  }

  private ObjectNode group(ArrayNode groups, String target, Fleet.ApplicationView view) {
    Application application = view.application();
    ObjectNode group = groups.addObject();
    group.putArray("targets").add(target);
    ObjectNode labels = group.putObject("labels");
    labels.put(META + "cluster", cluster);
    labels.put(META + "app_id", LabelText.of(application.id()));
    labels.put(META + "app_name", LabelText.of(application.name()));
    labels.put(META + "user", LabelText.of(application.user()));
    labels.put(META + "spark_version", LabelText.of(application.sparkVersion()));
    application
        .labels()
        .forEach(
            (name, value) ->
                labels.put(
                    META + "label_" + name.replaceAll("[^A-Za-z0-9_]", "_"), LabelText.of(value)));
    return labels;
  }

  private static @Nullable URI ui(Application application) {
    String url = application.uiUrl();
    if (url == null) {
      return null;
    }
    try {
      URI uri = new URI(url);
      return uri.getHost() == null || uri.getScheme() == null ? null : uri;
    } catch (URISyntaxException ignored) {
      return null;
    }
  }

  /** With a path before it, a UI is behind a proxy, and the driver is not on that one's host. */
  private static boolean isDirect(URI ui) {
    return ui.getRawPath().replace("/", "").isEmpty();
  }

  private static int port(URI ui) {
    if (ui.getPort() > 0) {
      return ui.getPort();
    }
    return ui.getScheme().toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
  }

  private static @Nullable String driverHost(@Nullable ApplicationSnapshot snapshot) {
    if (snapshot == null) {
      return null;
    }
    return snapshot.executors().stream()
        .filter(executor -> executor.id().equals(Executor.DRIVER_ID) && !executor.host().isEmpty())
        .map(Executor::host)
        .map(host -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
        .findFirst()
        .orElse(null);
  }

  private static boolean isServedBySpark(Application application) {
    String major = application.sparkVersion().split("\\.", 2)[0];
    return major.matches("\\d{1,3}") && Integer.parseInt(major) >= FIRST_WITH_PROMETHEUS;
  }
}
