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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.config.KubernetesSource.Ui;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubernetesReaderTest {
  private final List<String> faults = new ArrayList<>();

  @Test
  void readsEveryKey() {
    List<KubernetesSource> sources =
        read(
            Map.ofEntries(
                Map.entry("name", "prod"),
                Map.entry("kubeconfig", "/etc/firewarden/kubeconfig"),
                Map.entry("context", "prod-eu"),
                Map.entry("namespaces", List.of("team-a", "team-b")),
                Map.entry("driver-selector", "spark-role=driver,stage in (prod)"),
                Map.entry("executor-selector", "role=x"),
                Map.entry("ui-port", 4050),
                Map.entry("ui-by-service", true),
                Map.entry("operator", false),
                Map.entry("labels", List.of("team", "app.kubernetes.io/part-of")),
                Map.entry("timeout", "30s"),
                Map.entry("resync", "30m")));

    assertThat(faults).isEmpty();
    assertThat(sources)
        .containsExactly(
            new KubernetesSource(
                "prod",
                new KubernetesAccess(Path.of("/etc/firewarden/kubeconfig"), "prod-eu"),
                List.of("team-a", "team-b"),
                "spark-role=driver,stage in (prod)",
                "role=x",
                new Ui(4050, true),
                false,
                Map.of("team", "team", "part_of", "app.kubernetes.io/part-of"),
                Duration.ofSeconds(30),
                Duration.ofMinutes(30)));
    assertThat(sources.get(0).addresses()).containsExactly("prod/team-a", "prod/team-b");
  }

  @Test
  void takesTheClusterThatItRunsInAndAllItsNamespacesWhenNothingIsSaid() {
    assertThat(read(Map.of())).containsExactly(KubernetesSource.DEFAULT);
    assertThat(faults).isEmpty();
    assertThat(KubernetesSource.DEFAULT.addresses()).containsExactly("kubernetes");
  }

  @Test
  void callsAClusterByItsContext() {
    assertThat(read(Map.of("context", "prod-eu")).get(0).name()).isEqualTo("prod-eu");
  }

  @Test
  void namesEachFault() {
    read(
        Map.of(
            "namespaces", List.of("Team_A", "b", "b"),
            "driver-selector", "spark-role=driver&x",
            "ui-port", 0,
            "operator", "yes please",
            "labels", List.of("a b", "user", "x/team", "y/team"),
            "timeout", "6m",
            "resync", "5s",
            "namespace", "a"),
        Map.of());

    assertThat(faults)
        .containsExactlyInAnyOrder(
            "sources.kubernetes[0].namespaces[0] must be the name of a namespace, but is Team_A",
            "sources.kubernetes[0].namespaces[2] must differ from the others, but is b too",
            "sources.kubernetes[0].driver-selector must be a label selector such as"
                + " spark-role=driver,team=risk, but is spark-role=driver&x",
            "sources.kubernetes[0].ui-port must be a number from 1 to 65535, but is 0",
            "sources.kubernetes[0].operator must be true or false, but is yes please",
            "sources.kubernetes[0].labels[0] must be the key of a label, but is a b",
            "sources.kubernetes[0].labels[1] must not end in user, which is taken, but is user",
            "sources.kubernetes[0].labels[3] must give a label name of its own, but y/team and"
                + " x/team both give team",
            "sources.kubernetes[0].timeout must be at most 5m, but is 6m",
            "sources.kubernetes[0].resync must be at least 1m, but is 5s",
            "sources.kubernetes[0].namespace is not a known key; did you mean namespaces?",
            "sources.kubernetes[1].name must differ from those of the other clusters, but is"
                + " kubernetes");
  }

  private List<KubernetesSource> read(Map<?, ?>... clusters) {
    return KubernetesReader.read(
        new ConfigSection(
            "sources", Map.of("kubernetes", List.of(clusters)), faults, new Settings()));
  }
}
