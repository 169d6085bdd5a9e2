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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SlowNamesTest {
  private final CountDownLatch over = new CountDownLatch(1);

  @Test
  void boundsARequest() {
    try (RestClient client =
        new RestClient(Duration.ofMinutes(5), 1000, List.of(), this::hang, System::nanoTime)) {
      assertThatThrownBy(
              () -> client.get(URI.create("http://hangs/x"), Object.class, Duration.ofMillis(300)))
          .isInstanceOfSatisfying(
              UnreadableException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(UnreadableException.Kind.TIMEOUT);
                assertThat(e.why()).contains("http://hangs/x", "within 300 ms");
              });
    }
  }

  private List<InetAddress> hang(String host) throws UnknownHostException {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new UnknownHostException(host);
  }
}
