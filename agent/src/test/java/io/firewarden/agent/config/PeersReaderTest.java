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
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.firewarden.agent.config.Peers.LeaseObject;
import io.firewarden.agent.config.Peers.SharedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersReaderTest {
  @TempDir private Path folder;

  private Peers.Lease lease(String yaml) throws IOException, InvalidConfigException {
    return AgentConfigKit.read(folder, yaml).peers().lease();
  }

  private List<String> faults(String yaml) {
    return catchThrowableOfType(
            InvalidConfigException.class, () -> AgentConfigKit.read(folder, yaml))
        .faults();
  }

  @Test
  void readsALeaseInAFile() throws Exception {
    assertThat(lease("lease: {file: /shared/lease, holder: me, duration: 20s}"))
        .isEqualTo(
            new Peers.Lease(
                new SharedFile(Path.of("/shared/lease")), "me", Duration.ofSeconds(20)));
  }

  @Test
  void readsALeaseInACluster() throws Exception {
    assertThat(
            lease(
                "lease: {kubernetes: {kubeconfig: /etc/k, context: eu, namespace: data, name: w},"
                    + " holder: me}"))
        .isEqualTo(
            new Peers.Lease(
                new LeaseObject(new KubernetesAccess(Path.of("/etc/k"), "eu"), "data", "w"),
                "me",
                Duration.ofSeconds(15)));
  }

  @Test
  void takesTheClusterThatItRunsInAndANameForEachShard() throws Exception {
    assertThat(lease("lease: {kubernetes: {}}").place())
        .isEqualTo(new LeaseObject(KubernetesAccess.IN_CLUSTER, null, "firewarden"));
    assertThat(lease("{shard: 2/5, lease: {kubernetes: {}}}").place())
        .isEqualTo(new LeaseObject(KubernetesAccess.IN_CLUSTER, null, "firewarden-2-of-5"));
  }

  @Test
  void namesEachFault() {
    assertThat(faults("lease: {holder: me, duration: 1s}"))
        .containsExactlyInAnyOrder(
            "lease.file is missing, and so is kubernetes: one of them must be there",
            "lease.duration must be from 5s to 10m, but is 1000ms");
    assertThat(faults("lease: {file: /a, kubernetes: {}}"))
        .containsExactly("lease.file must not be there beside kubernetes, but is /a");
    assertThat(faults("lease: {kubernetes: {name: A_b, namespace: x.y, nme: z}}"))
        .hasSize(3)
        .contains(
            "lease.kubernetes.name must be the name of an object, at most 200 characters, but is"
                + " A_b",
            "lease.kubernetes.namespace must be the name of a namespace, but is x.y");
  }
}
