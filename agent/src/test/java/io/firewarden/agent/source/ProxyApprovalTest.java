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

import io.firewarden.agent.FakeSpark;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxyApprovalTest {
  private static final String ID = "application_1_0001";
  private static final String PAGE = "/proxy/" + ID + "/api/v1/applications";

  private final FakeSpark web = new FakeSpark();
  private final RestClient client = new RestClient(Duration.ofSeconds(5), 1 << 20);
  private final List<String> cookies = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    client.close();
    web.close();
  }

  @Test
  void passesTheWarningPageOfYarnsProxy() throws Exception {
    noteCookies(PAGE);

    assertThat(client.get(URI.create(web.url() + PAGE), String[].class)).isEmpty();

    assertThat(cookies).containsExactly("checked_" + ID + "=true");
  }

  @Test
  void passesItAlsoWhenADriverSendsThere() throws Exception {
    noteCookies("/proxy/redirect/" + ID + "/api/v1/applications");
    web.answer(
        "/api/v1/applications",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Location", "/proxy/redirect/" + ID + "/api/v1/applications");
          exchange.sendResponseHeaders(302, -1);
        });

    client.get(URI.create(web.url() + "/api/v1/applications"), String[].class);

    assertThat(cookies).containsExactly("checked_" + ID + "=true");
  }

  @Test
  void sendsOthersNothing() throws Exception {
    noteCookies("/proxy/app-1-0001/api/v1/applications");

    client.get(URI.create(web.url() + "/proxy/app-1-0001/api/v1/applications"), String[].class);

    assertThat(cookies).containsExactly("null");
  }

  private void noteCookies(String path) {
    web.answer(
        path,
        exchange -> {
          cookies.add(String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")));
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("[]".getBytes(java.nio.charset.StandardCharsets.UTF_8));
          exchange.close();
        });
  }
}
