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
package io.firewarden.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertJsonTest {
  @ParameterizedTest
  @CsvSource({
    "application_1_0007, /applications/application_1_0007",
    "a/b c?#%, /applications/a%2Fb%20c%3F%23%25",
    "'', /",
  })
  void leadsToThePageOfTheApplication(String id, String path) {
    for (String base : new String[] {"https://warden.example/fw", "https://warden.example/fw/"}) {
      assertThat(new AlertJson(URI.create(base)).page(Alerts.firing("A", id)))
          .isEqualTo("https://warden.example/fw" + path);
    }
  }
}
