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
package io.firewarden.agent.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.agent.FakeSpark;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of others, and of the thread itself, when an answer does not come. */
class StalledAnswersTest {
  private final FakeSpark spark = new FakeSpark();
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 20);

  record Thing(int number) {}

  @AfterEach
  void close() {
    client.close();
    spark.close();
  }

  @Test
  void isNotHeldUpByAnswersThatStall() throws Exception {
    int stalled = Runtime.getRuntime().availableProcessors() + 1;
    CountDownLatch begun = new CountDownLatch(stalled);
    CountDownLatch over = new CountDownLatch(1);
    spark.answer(
        "/slow",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 0);
          try (var out = exchange.getResponseBody()) {
            out.write("{\"number\": ".getBytes(UTF_8));
            out.flush();
            begun.countDown();
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    spark.json("/x", "{\"number\": 3}");
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (int i = 0; i < stalled; i++) {
        threads.execute(this::stall);
      }
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
      TimeUnit.MILLISECONDS.sleep(300); // until they wait for the rest

      Future<Thing> thing = threads.submit(() -> client.get(at("/x"), Thing.class));
      assertThat(thing.get(10, TimeUnit.SECONDS)).isEqualTo(new Thing(3));
    } finally {
      over.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void staysInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> client.get(at("/x"), Thing.class))
          .isInstanceOf(UnreadableException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private void stall() {
    try {
      client.get(at("/slow"), Thing.class);
    } catch (UnreadableException e) {
      // as it must: the rest never comes
    }
  }

  private URI at(String path) {
    return URI.create(spark.url() + path);
  }
}
