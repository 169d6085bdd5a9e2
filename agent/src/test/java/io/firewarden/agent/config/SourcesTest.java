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

import io.firewarden.agent.config.AgentConfig.PortRange;
import io.firewarden.agent.config.Sources.MasterGroup;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourcesTest {
  @Test
  void namesEachOfThoseThatListApplications() {
    Sources sources =
        new Sources(
            urls("http://driver:4040"),
            Path.of("drivers.txt"),
            PortRange.SPARK_UI,
            List.of(new MasterGroup(urls("http://m1:8080", "http://m2"))),
            PortRange.SPARK_UI,
            urls("http://hs:18080/"),
            List.of(new YarnSource(urls("http://a:8088", "http://b/"), null)),
            List.of(KubernetesSource.DEFAULT));

    assertThat(sources.lists())
        .containsExactlyInAnyOrder(
            "127.0.0.1:" + PortRange.SPARK_UI.first() + "-" + PortRange.SPARK_UI.last(),
            "http://m1:8080",
            "http://m2",
            "http://hs:18080",
            "http://a:8088",
            "http://b",
            "kubernetes");
  }

  private static List<URI> urls(String... urls) {
    return Stream.of(urls).map(URI::create).toList();
  }
}
