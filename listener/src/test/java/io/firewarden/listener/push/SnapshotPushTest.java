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
package io.firewarden.listener.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.firewarden.listener.FakeAgent;
import io.firewarden.listener.Keystores;
import io.firewarden.listener.secret.NamedFile;
import io.firewarden.listener.secret.Secret;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import io.firewarden.model.event.ApplicationState;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotPushTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final ApplicationState state = new ApplicationState(SourceKind.LISTENER);
  private final AtomicInteger taken = new AtomicInteger();
  private final LongAdder errors = new LongAdder();
  @TempDir private Path folder;
  private FakeAgent agent;
  private SnapshotPush push;

  @BeforeEach
  void open() throws Exception {
    agent = new FakeAgent();
    state.applicationStarted("app-1", "nightly", "etl", NOW.toEpochMilli());
  }

  @AfterEach
  void close() {
    if (push != null) {
      push.stop();
    }
    agent.close();
    await()
        .atMost(LONG)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(each -> each.getName().startsWith("firewarden-push")));
  }

  @Test
  void pushesAtOnceAndThenAtTheInterval() {
    start(target(Duration.ofMillis(20), null, null));

    await().atMost(LONG).until(() -> agent.pushes.size() >= 3);
    assertThat(agent.pushes.get(0).header("Content-encoding")).isEqualTo("gzip");
    assertThat(agent.pushes.get(0).header("Firewarden-cluster")).isEqualTo("a+%26+b");
    assertThat(agent.pushes.get(0).headers()).doesNotContainKey("Authorization");
  }

  @Test
  void sendsTheNewestAfterFailuresAndNothingThatWasMissed() {
    agent.answers(500);
    start(target(Duration.ofMillis(20), null, null));
    await().atMost(LONG).until(() -> agent.pushes.size() >= 2);

    agent.answers(204);
    int failed = agent.pushes.size();
    await().atMost(LONG).until(() -> agent.pushes.size() >= failed + 2);

    // One snapshot was taken for each attempt, and each was newer than the one before.
    assertThat(agent.pushes.stream().map(each -> each.snapshot().takenAt()))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(taken.get()).isBetween(agent.pushes.size(), agent.pushes.size() + 1);
  }

  @Test
  void leavesAnAgentAloneThatAsksForIt() {
    agent.answers(429, "Retry-After", "3600");
    start(target(Duration.ofMillis(10), null, null));
    await().atMost(LONG).until(() -> agent.pushes.size() == 1);

    assertThat(push.deliver(() -> snapshot(), Duration.ofSeconds(20))).isFalse();

    assertThat(agent.pushes).as("the first and the last").hasSize(2);
  }

  @Test
  void readsItsTokenAnewFromTheFile() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "first");
    start(target(Duration.ofMillis(20), Secret.in(new NamedFile("token.file", token)), null));
    await().atMost(LONG).until(() -> !agent.pushes.isEmpty());

    Files.writeString(token, "second");

    await()
        .atMost(LONG)
        .until(
            () ->
                agent
                    .pushes
                    .get(agent.pushes.size() - 1)
                    .header("Authorization")
                    .equals("Bearer second"));
    assertThat(agent.pushes.get(0).header("Authorization")).isEqualTo("Bearer first");
  }

  @Test
  void doesNotShowATokenThatCannotBeSent() throws Exception {
    PushTarget target = target(LONG, Secret.of("geheim-ü"), null);
    try (PushClient client = new PushClient(target)) {
      assertThat(client.send(snapshot(), LONG))
          .isEqualTo(
              new PushResult.Failed(
                  "the agent's token must be printable ASCII without spaces, but is not"));
    }
  }

  @Test
  void saysNothingOfAnInterrupt() throws Exception {
    PushTarget target = target(LONG, Secret.of("two words"), null);
    try (PushClient client = new PushClient(target)) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> client.send(snapshot(), LONG)).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void trustsTheCertificatesOfItsFileOnly() throws Exception {
    Keystores keys = Keystores.make(folder);
    agent.close();
    agent = new FakeAgent(keys.context());

    start(target(LONG, null, null));
    assertThat(push.deliver(this::snapshot, Duration.ofSeconds(20))).isFalse();
    push.stop();
    start(target(LONG, null, keys.pem()));
    assertThat(push.deliver(this::snapshot, Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void waitsNoLongerThanItIsTold() {
    agent.hang();
    start(target(LONG, null, null));
    await().atMost(LONG).until(() -> agent.pushes.size() == 1);

    long start = System.nanoTime();
    assertThat(push.deliver(this::snapshot, Duration.ofMillis(300))).isFalse();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void followsNoRedirectWithItsToken() throws Exception {
    try (FakeAgent other = new FakeAgent()) {
      agent.answers(307, "Location", other.url() + "/api/v1/snapshots");
      start(target(LONG, Secret.of("s"), null));

      assertThat(push.deliver(this::snapshot, Duration.ofSeconds(20))).isFalse();

      assertThat(other.pushes).isEmpty();
    }
  }

  @Test
  void leavesOutTheDetailOfExecutorsWhereItIsTooMuch() {
    takesAtMost(each -> each.executors().stream().allMatch(one -> one.detail() == null));
    state.executorAdded("1", "host", 4, 0, NOW.toEpochMilli());
    assertThat(state.snapshot(NOW).executors().get(0).detail()).isNotNull();

    start(target(Duration.ofMillis(10), null, null));

    await().atMost(LONG).until(() -> agent.pushes.size() >= 4);
    assertThat(agent.pushes.stream().filter(each -> !isSmall(each)))
        .as("what was too large is not tried again")
        .hasSize(1);
    assertThat(agent.pushes.get(1).snapshot().executors()).hasSize(1);
  }

  @Test
  void deliversTheEndHoweverLittleTheAgentTakes() {
    takesAtMost(each -> each.executors().isEmpty());
    state.executorAdded("1", "host", 4, 0, NOW.toEpochMilli());
    start(target(LONG, null, null));
    await().atMost(LONG).until(() -> agent.pushes.size() >= 2);
    state.applicationEnded(NOW.toEpochMilli());

    assertThat(push.deliver(this::snapshot, Duration.ofSeconds(20))).isTrue();

    assertThat(agent.pushes.get(agent.pushes.size() - 1).snapshot().application().endedAt())
        .isEqualTo(NOW);
  }

  private void takesAtMost(Predicate<ApplicationSnapshot> taken) {
    agent.behaviour =
        exchange -> {
          ApplicationSnapshot pushed = agent.pushes.get(agent.pushes.size() - 1).snapshot();
          exchange.sendResponseHeaders(taken.test(pushed) ? 204 : 413, -1);
        };
  }

  private static boolean isSmall(FakeAgent.Push push) {
    return push.snapshot().executors().stream().allMatch(one -> one.detail() == null);
  }

  @Test
  void survivesASnapshotThatCannotBeTaken() {
    AtomicInteger attempts = new AtomicInteger();
    push =
        SnapshotPush.start(
            target(Duration.ofMillis(10), null, null),
            () -> {
              if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("not now");
              }
              if (attempts.get() == 3) {
                throw new OutOfMemoryError("on purpose");
              }
              return snapshot();
            },
            errors);

    await().atMost(LONG).until(() -> !agent.pushes.isEmpty());
    assertThat(errors.sum()).isEqualTo(3);
  }

  private PushTarget target(Duration interval, Secret token, Path caFile) {
    NamedFile named = caFile == null ? null : new NamedFile("ca.file", caFile);
    return new PushTarget(URI.create(agent.url() + "/"), "a & b", interval, token, named);
  }

  private void start(PushTarget target) {
    push = SnapshotPush.start(target, this::snapshot, errors);
  }

  private ApplicationSnapshot snapshot() {
    return state.snapshot(NOW.plusSeconds(taken.incrementAndGet()));
  }
}
