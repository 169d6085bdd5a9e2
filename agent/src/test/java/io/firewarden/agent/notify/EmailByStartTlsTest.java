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

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class EmailByStartTlsTest extends EmailTlsContract {
  @Override
  boolean fromTheStart() {
    return false;
  }

  @Test
  void saysNothingInTheClearWhenTheServerOffersNoTls() throws Exception {
    door.offerNoTls();

    assertNothingSent(
        send(notifierWithSecretIn(Files.writeString(folder.resolve("p"), SECRET))),
        "smtp://127.0.0.1:" + door.port() + " must offer STARTTLS, but does not");
    assertThat(door.heard()).isNotEmpty();
  }
}
