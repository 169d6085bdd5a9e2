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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.firewarden.agent.cluster.LeaseContract;
import io.firewarden.agent.config.KubernetesAccess;
import io.firewarden.agent.config.Peers;
import io.firewarden.agent.kubernetes.FakeApiServer;
import io.firewarden.agent.kubernetes.KubernetesClients;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesLeaseTest extends LeaseContract {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00.123456Z");

  @TempDir private Path folder;

  /** By what a holder writes when it has renewed. */
  private final AtomicReference<Instant> dayOfA = new AtomicReference<>(NOON);

  private final AtomicReference<Instant> dayOfB =
      new AtomicReference<>(NOON.plus(Duration.ofHours(3)));

  private final List<KubernetesLease> made = new CopyOnWriteArrayList<>();
  private FakeApiServer api;

  @BeforeEach
  void open() throws IOException {
    api = new FakeApiServer(folder);
  }

  @AfterEach
  void close() throws IOException {
    api.refuseNoMore();
    for (KubernetesLease each : made) {
      each.release();
    }
    api.close();
  }

  /** One that nobody has, and that is there: of one that is not, that is known only later. */
  @Override
  protected KubernetesLease lease(String place, String holder, AtomicLong nanos) {
    if (object("ns", place).get() == null) {
      makeWithoutAHolder("ns", place);
    }
    return lease(place, holder, nanos, DURATION);
  }

  private void makeWithoutAHolder(String namespace, String name) {
    api.client()
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build())
        .create();
  }

  private KubernetesLease lease(String place, String holder, AtomicLong nanos, Duration duration) {
    KubernetesLease lease =
        new KubernetesLease(
            new ApiServer(
                () ->
                    KubernetesClients.of(
                        new KubernetesAccess(api.kubeconfig(), null), Duration.ofSeconds(20)),
                "ns",
                place),
            holder,
            duration,
            nanos == nanosOfA ? dayOfA::get : dayOfB::get,
            nanos::get);
    made.add(lease);
    return lease;
  }

  private Resource<Lease> object() {
    return object("ns", "lease");
  }

  private Resource<Lease> object(String namespace, String name) {
    return api.client().resources(Lease.class).inNamespace(namespace).withName(name);
  }

  private LeaseSpec spec() {
    return object().get().getSpec();
  }

  @Test
  void isKeptAsOthersKeepTheirs() throws IOException {
    io.firewarden.agent.cluster.Lease a = a();
    io.firewarden.agent.cluster.Lease b = b();
    object().delete();
    assertThat(a.renew()).isFalse();
    pass(DURATION);
    assertThat(a.renew()).isTrue();
    LeaseSpec first = spec();
    assertThat(first.getHolderIdentity()).isEqualTo("a");
    assertThat(first.getLeaseDurationSeconds()).isEqualTo(15);
    assertThat(first.getLeaseTransitions()).isZero();
    assertThat(first.getAcquireTime().toInstant()).isEqualTo(NOON);
    assertThat(first.getRenewTime().toInstant()).isEqualTo(NOON);

    dayOfA.set(NOON.plusSeconds(3));
    assertThat(a.renew()).isTrue();
    assertThat(spec().getAcquireTime().toInstant()).isEqualTo(NOON);
    assertThat(spec().getRenewTime().toInstant()).isEqualTo(NOON.plusSeconds(3));

    assertThat(b.renew()).isFalse();
    pass(DURATION);
    assertThat(b.renew()).isTrue();
    assertThat(spec().getHolderIdentity()).isEqualTo("b");
    assertThat(spec().getLeaseTransitions()).isEqualTo(1);
    assertThat(spec().getAcquireTime().toInstant()).isEqualTo(dayOfB.get());
  }

  @Test
  void isRenewedForOthersAlsoWhenTheHoldersClockIsSetBackOrStands() throws IOException {
    io.firewarden.agent.cluster.Lease a = a();
    io.firewarden.agent.cluster.Lease b = b();
    a.renew();
    b.renew();
    dayOfA.set(NOON.minus(Duration.ofDays(2)));
    nanosOfB.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(a.renew()).isTrue();
    assertThat(b.renew()).isFalse();
    nanosOfB.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(a.renew()).isTrue();
    assertThat(b.renew()).isFalse();
    assertThat(spec().getRenewTime().toInstant()).isAfter(NOON);
  }

  @Test
  void isHeldAsLongAsItsHolderSaysWhereThatIsLonger() throws IOException {
    io.firewarden.agent.cluster.Lease b = b();
    KubernetesLease slow = lease("lease", "slow", nanosOfA, Duration.ofSeconds(60));
    slow.renew();
    b.renew();

    pass(Duration.ofSeconds(59));
    assertThat(b.renew()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(b.renew()).isTrue();
  }

  @Test
  void isGotByTheOneWhoseWriteComesFirst() throws IOException {
    io.firewarden.agent.cluster.Lease a = a();
    io.firewarden.agent.cluster.Lease b = b();
    a.renew();
    b.renew();
    pass(DURATION);
    api.beforeNext(
        "PUT",
        () ->
            object()
                .edit(
                    lease ->
                        new LeaseBuilder(lease)
                            .editSpec()
                            .withHolderIdentity("c")
                            .endSpec()
                            .build()));

    assertThat(b.renew()).isFalse();
    assertThat(spec().getHolderIdentity()).isEqualTo("c");
    assertThat(b.renew()).isFalse();
    assertThat(a.renew()).isFalse();
  }

  @Test
  void isKeptWhenSomebodyElseWritesToTheObject() throws IOException {
    io.firewarden.agent.cluster.Lease a = a();
    a.renew();
    api.beforeNext(
        "PUT",
        () ->
            object()
                .edit(
                    lease ->
                        new LeaseBuilder(lease)
                            .editMetadata()
                            .addToLabels("team", "data")
                            .endMetadata()
                            .build()));

    assertThat(a.renew()).isTrue();
    assertThat(object().get().getMetadata().getLabels()).containsEntry("team", "data");
  }

  @Test
  void isNotTakenAtOnceWhenSomebodyHasDeletedIt() throws IOException {
    io.firewarden.agent.cluster.Lease a = a();
    io.firewarden.agent.cluster.Lease b = b();
    a.renew();
    b.renew();
    object().delete();

    assertThat(b.renew()).isFalse();
    assertThat(a.renew()).isTrue();
    object().delete();
    assertThat(b.renew()).isFalse();
    pass(DURATION);
    assertThat(b.renew()).isTrue();
  }

  @Test
  void isNotTakenByOneThatIsNewWhenSomebodyHasDeletedIt() throws IOException {
    io.firewarden.agent.cluster.Lease a = a();
    assertThat(a.renew()).isTrue();
    object().delete();
    KubernetesLease fresh = lease("lease", "new", nanosOfB, DURATION);

    assertThat(fresh.renew()).isFalse();
    pass(DURATION.minusMillis(1));
    assertThat(fresh.renew()).isFalse();
    assertThat(a.renew()).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(fresh.renew()).isFalse();
  }

  @Test
  void namesNobodyWhenItWasGivenBack() throws IOException {
    io.firewarden.agent.cluster.Lease a = a();
    io.firewarden.agent.cluster.Lease b = b();
    a.renew();
    b.renew();
    a.release();

    assertThat(spec().getHolderIdentity()).isNull();
    assertThat(b.renew()).isTrue();
  }

  @Test
  void isFreeWhenItWasMadeWithoutAHolder() throws IOException {
    io.firewarden.agent.cluster.Lease a = a();
    assertThat(object().get().getSpec()).isNull();

    assertThat(a.renew()).isTrue();
    assertThat(spec().getHolderIdentity()).isEqualTo("a");
  }

  @Test
  void tellsThatTheServerIsAwayAndGoesOnWhenItIsThereAgain() throws IOException {
    io.firewarden.agent.cluster.Lease a = a();
    io.firewarden.agent.cluster.Lease b = b();
    a.renew();
    api.shutDown();
    assertThatThrownBy(a::renew)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("leases.coordination.k8s.io ns/lease")
        .hasMessageEndingWith(" at http://127.0.0.1:" + api.port() + "/");

    api.openAgain();
    assertThat(a.renew()).isTrue();
    assertThat(b.renew()).isFalse();
  }

  @Test
  void namesTheRuleThatItTakes() {
    io.firewarden.agent.cluster.Lease a = a();
    api.refuse(
        "/apis/coordination.k8s.io",
        403,
        """
        {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 403,
         "message": "leases.coordination.k8s.io \\"lease\\" is forbidden: no RBAC"}
        """);
    assertThatThrownBy(a::renew)
        .hasMessage(
            "leases.coordination.k8s.io ns/lease: 403, leases.coordination.k8s.io"
                + " \"lease\" is forbidden: no RBAC; it takes a Role in ns with the verbs get,"
                + " create and update on leases.coordination.k8s.io");
  }

  @Test
  void tellsThatItHasNoKubeconfigAndHoldsNoSecret() throws IOException {
    Path missing = folder.resolve("missing");
    Peers.LeaseObject place =
        new Peers.LeaseObject(new KubernetesAccess(missing, null), null, "firewarden");
    KubernetesLease lease = KubernetesLease.of(place, new Peers.Lease(place, "me", DURATION));
    assertThatThrownBy(lease::renew)
        .isInstanceOf(IOException.class)
        .hasMessage("the kubeconfig " + missing + " cannot be read");
    lease.release();
  }

  @Test
  void isInTheNamespaceOfTheKubeconfigUnlessToldOtherwise() throws IOException {
    Peers.LeaseObject place =
        new Peers.LeaseObject(new KubernetesAccess(api.kubeconfig(), null), null, "warden");
    KubernetesLease lease = KubernetesLease.of(place, new Peers.Lease(place, "me", DURATION));
    makeWithoutAHolder("default", "warden");
    assertThat(lease.renew()).isTrue();
    Lease found = object("default", "warden").get();
    assertThat(found.getSpec().getHolderIdentity()).startsWith("me_").hasSizeGreaterThan(20);
    assertThat(lease.name()).isEqualTo("Lease warden");
    lease.release();
  }
}
