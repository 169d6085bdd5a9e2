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
package io.firewarden.agent.cluster.kubernetes;

import static io.firewarden.agent.cluster.kubernetes.States.NOW;
import static io.firewarden.agent.cluster.kubernetes.States.alert;
import static io.firewarden.agent.cluster.kubernetes.States.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.alert.AlertStateFile.State;
import io.firewarden.agent.config.KubernetesAccess;
import io.firewarden.agent.config.Peers;
import io.firewarden.agent.kubernetes.FakeApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateConfigMapTest {
  private static final State FIRST = state("first");
  private static final State SECOND = state("second");

  @TempDir private Path folder;

  private final List<StateConfigMap> made = new ArrayList<>();
  private FakeApiServer api;
  private StateConfigMap a;
  private StateConfigMap b;

  @BeforeEach
  void open() throws IOException {
    api = new FakeApiServer(folder);
    a = store("a");
    b = store("b");
  }

  @AfterEach
  void close() {
    made.forEach(StateConfigMap::close);
    api.close();
  }

  private StateConfigMap store(String holder) {
    Peers.LeaseObject place =
        new Peers.LeaseObject(new KubernetesAccess(api.kubeconfig(), null), "ns", "firewarden");
    StateConfigMap store =
        StateConfigMap.of(place, new Peers.Lease(place, holder, Duration.ofSeconds(15)));
    made.add(store);
    return store;
  }

  private static State state(String name) {
    return new State(
        List.of(alert(name, AlertState.FIRING)), List.of(told(name, AlertState.FIRING)));
  }

  private Resource<ConfigMap> object() {
    return api.client().configMaps().inNamespace("ns").withName("firewarden-state");
  }

  @Test
  void isEmptyWhereNobodyHasLed() {
    assertThat(a.load()).isEqualTo(State.EMPTY);
    assertThat(object().get().getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/managed-by", "firewarden");
  }

  @Test
  void handsOverWhatWasTold() {
    a.load();
    assertThat(a.save(FIRST, NOW)).isTrue();
    assertThat(a.save(SECOND, NOW)).isTrue();

    assertThat(b.load()).isEqualTo(SECOND);
    assertThat(b.save(FIRST, NOW)).isTrue();
    assertThat(a.load()).isEqualTo(FIRST);
  }

  @Test
  void isNotWrittenByOneThatLeadsNoMoreAndDoesNotKnowIt() {
    a.load();
    a.save(FIRST, NOW);
    assertThat(b.load()).isEqualTo(FIRST);

    assertThat(a.save(SECOND, NOW)).isFalse();
    assertThat(store("c").load()).isEqualTo(FIRST);
  }

  @Test
  void isWrittenAlsoWhenSomebodyElseHasChangedIt() {
    a.load();
    object()
        .edit(
            map ->
                new ConfigMapBuilder(map)
                    .editMetadata()
                    .addToLabels("team", "data")
                    .endMetadata()
                    .build());

    assertThat(a.save(FIRST, NOW)).isTrue();
    assertThat(object().get().getMetadata().getLabels()).containsEntry("team", "data");
    assertThat(b.load()).isEqualTo(FIRST);
  }

  @Test
  void isMadeAgainWhenSomebodyHasDeletedIt() {
    a.load();
    object().delete();

    assertThat(a.save(FIRST, NOW)).isTrue();
    assertThat(b.load()).isEqualTo(FIRST);
  }

  @Test
  void isReadAsItIsMarked() throws IOException {
    a.load();
    a.save(FIRST, NOW);
    String second = Base64.getEncoder().encodeToString(new PackedState().of(SECOND, NOW));
    api.beforeNext(
        "PUT",
        () ->
            object()
                .edit(
                    map ->
                        new ConfigMapBuilder(map)
                            .addToBinaryData(StateConfigMap.KEY, second)
                            .build()));

    assertThat(b.load()).isEqualTo(SECOND);
  }

  @Test
  void isEmptyWhenItCannotBeUnderstood() {
    a.load();
    for (String content : List.of("", "bm8=", "not base64", "H4sIAAAAAAAA/6uu5QIABrCh3QMAAAA=")) {
      object()
          .edit(
              map ->
                  new ConfigMapBuilder(map).addToBinaryData(StateConfigMap.KEY, content).build());
      assertThat(a.load()).as(content).isEqualTo(State.EMPTY);
    }
  }

  @Test
  void namesTheRuleThatItTakes() {
    api.refuse(
        "/api/v1/namespaces/ns/configmaps",
        403,
        """
        {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 403,
         "message": "configmaps is forbidden"}
        """);
    assertThatThrownBy(a::load)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(
            "configmaps ns/firewarden-state: 403, configmaps is forbidden; it takes a Role in ns with"
                + " the verbs get, create and update on configmaps");
    assertThat(a.save(FIRST, NOW)).isFalse();

    api.refuseNoMore();
    assertThat(a.load()).isEqualTo(State.EMPTY);
    assertThat(a.save(FIRST, NOW)).isTrue();
  }

  @Test
  void doesNotSayThatNothingWasToldWhenTheServerIsAway() throws IOException {
    api.shutDown();
    assertThatThrownBy(a::load).isInstanceOf(UncheckedIOException.class);
    assertThat(a.save(FIRST, NOW)).isFalse();
    api.openAgain();
    assertThat(a.load()).isEqualTo(State.EMPTY);
  }
}
