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

import io.firewarden.agent.config.KubernetesSource.Ui;
import io.firewarden.model.metric.OwnerLabels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The part of the configuration that says in which Kubernetes clusters drivers are. */
final class KubernetesReader {
  private static final int MAX_PORT = 65535;
  private static final int MAX_NAMESPACES = 50;
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration LEAST_RESYNC = Duration.ofMinutes(1);
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}");
  private static final Pattern SELECTOR =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._/=!(),-]{0,499}");
  private static final Pattern LABEL_KEY =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9.-]{0,252}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private KubernetesReader() {}

  static List<KubernetesSource> read(ConfigSection sources) {
    List<KubernetesSource> read = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigSection section : sources.sections("kubernetes")) {
      KubernetesSource source = source(section);
      if (!names.add(source.name())) {
        section.fault(
            "name", "must differ from those of the other clusters, but is " + source.name());
      }
      section.refuseUnknownKeys();
      read.add(source);
    }
    return read;
  }

  private static KubernetesSource source(ConfigSection section) {
    KubernetesSource fallback = KubernetesSource.DEFAULT;
    KubernetesAccess access = KubernetesAccess.read(section);
    String context = access.context();
    String name = section.text("name", context == null ? fallback.name() : context);
    if (section.has("name") && !NAME.matcher(name).matches()) {
      section.fault("name", "must be of letters, digits and ._:@-, but is " + name);
    }
    Duration timeout = section.duration("timeout", fallback.timeout());
    if (timeout.compareTo(MAX_TIMEOUT) > 0) {
      section.fault("timeout", "must be at most 5m, but is " + section.raw("timeout"));
    }
    Duration resync = section.duration("resync", fallback.resync());
    if (resync.compareTo(LEAST_RESYNC) < 0) {
      section.fault("resync", "must be at least 1m, but is " + section.raw("resync"));
    }
    return new KubernetesSource(
        name,
        access,
        namespaces(section),
        selector(section, "driver-selector", fallback.driverSelector()),
        selector(section, "executor-selector", fallback.executorSelector()),
        ui(section),
        section.flag("operator", fallback.operator()),
        section.has("labels") ? labels(section) : fallback.labels(),
        timeout,
        resync);
  }

  private static Ui ui(ConfigSection section) {
    int port = section.count("ui-port", Ui.DEFAULT.port(), MAX_PORT);
    return new Ui(port, section.flag("ui-by-service", Ui.DEFAULT.byService()));
  }

  private static List<String> namespaces(ConfigSection section) {
    List<String> namespaces = new ArrayList<>();
    for (Map.Entry<String, String> entry : texts(section, "namespaces").entrySet()) {
      String namespace = entry.getValue();
      if (!NAMESPACE.matcher(namespace).matches()) {
        section.fault(entry.getKey(), "must be the name of a namespace, but is " + namespace);
      } else if (namespaces.contains(namespace)) {
        section.fault(entry.getKey(), "must differ from the others, but is " + namespace + " too");
      } else {
        namespaces.add(namespace);
      }
    }
    if (namespaces.size() > MAX_NAMESPACES) {
      section.fault(
          "namespaces",
          "must be at most "
              + MAX_NAMESPACES
              + ", but are "
              + namespaces.size()
              + "; leave the key out to watch all namespaces by one watch");
    }
    return namespaces;
  }

  private static String selector(ConfigSection section, String key, String fallback) {
    String selector = section.text(key, fallback);
    if (!SELECTOR.matcher(selector).matches()) {
      section.fault(
          key, "must be a label selector such as spark-role=driver,team=risk, but is " + selector);
      return fallback;
    }
    return selector;
  }

  /** Label keys; a metric's label is called by what is after the slash. */
  private static Map<String, String> labels(ConfigSection section) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : texts(section, "labels").entrySet()) {
      String key = entry.getValue();
      String name = key.substring(key.indexOf('/') + 1).replaceAll("[^A-Za-z0-9_]", "_");
      String fault = OwnerLabels.faultOfName(name);
      if (!LABEL_KEY.matcher(key).matches()) {
        section.fault(entry.getKey(), "must be the key of a label, but is " + key);
      } else if (fault != null) {
        section.fault(entry.getKey(), fault + ", but is " + key);
      } else if (labels.putIfAbsent(name, key) != null) {
        section.fault(
            entry.getKey(),
            "must give a label name of its own, but "
                + key
                + " and "
                + labels.get(name)
                + " both give "
                + name);
      }
    }
    if (labels.size() > OwnerLabels.MAX_COUNT) {
      section.fault(
          "labels", "must be at most " + OwnerLabels.MAX_COUNT + ", but are " + labels.size());
    }
    return labels;
  }

  /** The texts of a list by their keys, such as {@code labels[0]}. */
  private static Map<String, String> texts(ConfigSection section, String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    Object value = section.raw(key);
    if (value instanceof List<?> list) {
      section.show(key);
      for (Object entry : list) {
        texts.put(key + "[" + texts.size() + "]", String.valueOf(entry));
      }
    } else if (value != null) {
      section.fault(key, "must be a list, but is " + ConfigFile.kind(value));
    }
    return texts;
  }
}
