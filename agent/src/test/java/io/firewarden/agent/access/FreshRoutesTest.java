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
package io.firewarden.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Route;
import org.junit.jupiter.api.Test;

class FreshRoutesTest {

  @Test
  void forgetsRoutesThatFailedAfterSomeFailures() throws Exception {
    FreshRoutes routes = new FreshRoutes(new OkHttpClient());
    OkHttpClient first = routes.client();
    askOneWhoHangsUp(first);
    assertThat(failed(first)).hasSize(1); // what the library keeps, until the same way works

    for (int i = 1; i < FreshRoutes.MAX_FAILURES; i++) {
      routes.failed();
    }
    assertThat(routes.client()).isSameAs(first);
    routes.failed();

    assertThat(failed(routes.client())).isEmpty();
    assertThat(routes.client().connectionPool()).isSameAs(first.connectionPool());
    assertThat(routes.client().dns()).isSameAs(first.dns());
  }

  private static Set<Route> failed(OkHttpClient client) {
    return client.getRouteDatabase$okhttp().getFailedRoutes();
  }

  private static void askOneWhoHangsUp(OkHttpClient client) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Future<Boolean> hungUp =
          thread.submit(
              () -> {
                server.accept().close();
                return true;
              });
      Request request =
          new Request.Builder().url("http://127.0.0.1:" + server.getLocalPort()).build();
      assertThatThrownBy(() -> client.newCall(request).execute()).isInstanceOf(IOException.class);
      assertThat(hungUp.get(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      thread.shutdownNow();
    }
  }
}
