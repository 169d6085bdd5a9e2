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

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.firewarden.agent.config.Peers;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A lease that is an object of {@code coordination.k8s.io/v1}, kept as Kubernetes' own components
 * keep theirs.
 *
 * <p>It tells its holder and when that has renewed it, by the holder's clock. Nobody compares that
 * time with a clock of its own: only when it has stayed the same for the whole duration, by the
 * watcher's own clock, is the lease free; so it is with one that is not there, also the first time.
 * Each write names the version that it was made from, so that of several that want the lease one
 * gets it, and a holder that was slow takes nothing back.
 */
public final class KubernetesLease implements io.firewarden.agent.cluster.Lease {
  private static final String KIND = "leases.coordination.k8s.io";

  /** A holder that asks for more than can be configured does not keep others away for longer. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** How often a holder tries when others write to the object, too, such as labels. */
  private static final int TRIES = 3;

  /** What is there: two looks that see the same have seen no renewal between them. */
  private record Seen(@Nullable LeaseSpec spec) {
    boolean isReleased() {
      return spec != null
          && (spec.getHolderIdentity() == null || spec.getHolderIdentity().isEmpty());
    }
  }

  private final ApiServer server;
  private final String identity;
  private final Duration duration;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private ZonedDateTime renewedAt = ZonedDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
  private boolean held;

  /** What we have written last. */
  private @Nullable Lease written;

  private @Nullable Seen seen;
  private long seenAt;

  /**
   * @param identity what no other process is called
   * @param clock for what others read of it, and do not trust
   * @param nanoTime a clock that never goes back
   */
  KubernetesLease(
      ApiServer server,
      String identity,
      Duration duration,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.server = server;
    this.identity = identity;
    this.duration = duration;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** The configured one; nobody is asked yet. */
  public static KubernetesLease of(Peers.LeaseObject place, Peers.Lease lease) {
    return new KubernetesLease(
        ApiServer.of(place, "", lease.duration()),
        identity(lease.holder()),
        lease.duration(),
        InstantSource.system(),
        System::nanoTime);
  }

  /** A process that is started again in the same pod is another one. */
  static String identity(String holder) {
    return holder + "_" + UUID.randomUUID();
  }

  @Override
  public boolean renew() throws IOException {
    try {
      for (int i = 0; i < TRIES; i++) {
        Lease now = object().get();
        if (!mayHave(new Seen(now == null ? null : spec(now)))) {
          held = false;
          return false;
        }
        if (write(now, held(now))) {
          held = true;
          return true;
        }
        if (!held) {
          return false; // another one was first
        }
      }
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw server.fault(KIND, e);
    }
    throw new IOException(KIND + " " + name() + " is changed by others all the time");
  }

  private Resource<Lease> object() {
    return server
        .client()
        .resources(Lease.class)
        .inNamespace(server.namespace())
        .withName(server.simpleName());
  }

  private static LeaseSpec spec(Lease lease) {
    return Objects.requireNonNullElseGet(lease.getSpec(), LeaseSpec::new);
  }

  private boolean isOurs(Seen now) {
    return now.spec() != null && identity.equals(now.spec().getHolderIdentity());
  }

  /** Whether it is ours, or nobody's. */
  private boolean mayHave(Seen now) {
    if (!now.equals(seen)) {
      seen = now;
      seenAt = nanoTime.getAsLong();
    }
    if (isOurs(now) || now.isReleased()) {
      return true;
    }
    if (now.spec() == null) {
      // It may be that somebody has deleted it just now, and its holder does not know yet.
      return held || isOver(duration);
    }
    return isOver(longer(duration, now.spec().getLeaseDurationSeconds()));
  }

  private boolean isOver(Duration after) {
    return nanoTime.getAsLong() - seenAt >= after.toNanos();
  }

  private static Duration longer(Duration own, @Nullable Integer seconds) {
    Duration told = Duration.ofSeconds(seconds == null ? 0 : seconds);
    Duration bounded = told.compareTo(LONGEST) > 0 ? LONGEST : told;
    return own.compareTo(bounded) > 0 ? own : bounded;
  }

  private @Nullable LeaseSpec held(@Nullable Lease now) {
    return now != null && isOurs(new Seen(spec(now))) ? spec(now) : null;
  }

  /**
   * Writes that it is ours.
   *
   * @param now what is there, or null for nothing
   * @param ours what we have written there, or null when it is not ours yet
   * @return whether nobody else has written meanwhile
   */
  private boolean write(@Nullable Lease now, @Nullable LeaseSpec ours) {
    LeaseSpec spec = new LeaseSpec();
    ZonedDateTime at = tick();
    spec.setHolderIdentity(identity);
    spec.setLeaseDurationSeconds(Math.toIntExact((duration.toMillis() + 999) / 1000));
    spec.setAcquireTime(ours == null ? at : ours.getAcquireTime());
    spec.setRenewTime(at);
    spec.setLeaseTransitions(now == null ? 0 : transitions(spec(now)) + (ours == null ? 1 : 0));
    return put(now, spec);
  }

  private static int transitions(LeaseSpec spec) {
    return Math.max(0, Objects.requireNonNullElse(spec.getLeaseTransitions(), 0));
  }

  /** Later than the last time, also when the clock was set back: who watches must see a change. */
  private ZonedDateTime tick() {
    ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    renewedAt = now.isAfter(renewedAt) ? now : renewedAt.plus(1, ChronoUnit.MICROS);
    return renewedAt;
  }

  private boolean put(@Nullable Lease now, LeaseSpec spec) {
    try {
      Lease wanted =
          (now == null ? new LeaseBuilder().withMetadata(name(server)) : new LeaseBuilder(now))
              .withSpec(spec)
              .build();
      written =
          now == null
              ? server.client().resource(wanted).create()
              : server.client().resource(wanted).lockResourceVersion().update();
      return true;
    } catch (KubernetesClientException e) {
      if (ApiServer.isConflict(e) || (now != null && ApiServer.isGone(e))) {
        return false;
      }
      throw e;
    }
  }

  private static ObjectMeta name(ApiServer server) {
    return new ObjectMetaBuilder()
        .withNamespace(server.namespace())
        .withName(server.simpleName())
        .build();
  }

  /** By one request; when others have written meanwhile, it ends by itself. */
  @Override
  public void release() throws IOException {
    try {
      Lease last = written;
      if (held && last != null) {
        LeaseSpec free = new LeaseSpec();
        free.setLeaseDurationSeconds(1);
        free.setRenewTime(tick());
        free.setLeaseTransitions(transitions(spec(last)));
        put(last, free);
      }
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw server.fault(KIND, e);
    } finally {
      held = false;
      server.close();
    }
  }

  @Override
  public Duration duration() {
    return duration;
  }

  @Override
  public String name() {
    return "Lease " + server.name();
  }
}
