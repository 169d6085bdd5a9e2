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

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one server or one host name does to the others, at a real KDC. */
class KerberosLoginTest {
  private static final String GOOD = "localhost";
  private static final String BAD = "127.0.0.1";
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  @TempDir private Path folder;
  private Kdc kdc;
  private volatile Duration shift = Duration.ZERO;
  private KerberosLogin login;

  @BeforeEach
  void open() throws Exception {
    kdc = new Kdc(folder);
    kdc.principal("HTTP/" + GOOD);
    login =
        new KerberosLogin(
            "access[0]", kdc.principal("firewarden"), () -> Instant.now().plus(shift), DEADLINE);
  }

  @AfterEach
  void close() throws Exception {
    login.close();
    kdc.close();
  }

  @Test
  void getsAnotherTicketForAServerThatRefusesOneAndForNoOther() throws Exception {
    kdc.principal("HTTP/" + BAD);
    login.token(GOOD);
    login.token(BAD);
    int questions = kdc.questions();

    shift = Duration.ofMinutes(2);
    login.refused(BAD);
    login.token(GOOD);
    assertThat(kdc.questions()).isEqualTo(questions);
    login.token(BAD);
    assertThat(kdc.questions()).isEqualTo(questions + 1); // a login would take more

    login.refused(BAD);
    login.token(BAD);
    assertThat(kdc.questions()).as("once a minute").isEqualTo(questions + 1);
    shift = Duration.ofMinutes(4);
    login.refused(BAD);
    login.token(BAD);
    assertThat(kdc.questions()).isEqualTo(questions + 2);
  }

  @Test
  void waitsForOneHostWithoutKeepingOthersOut() throws Exception {
    assertThatThrownBy(() -> login.token(BAD)).hasMessageContaining("no ticket for HTTP/" + BAD);
    shift = KerberosLogin.PAUSE.plusSeconds(1);
    kdc.become(Kdc.Mood.HANGS);
    assertThatThrownBy(() -> login.token(BAD)).hasMessageContaining("did not answer within 5000");
    kdc.become(Kdc.Mood.ANSWERS);

    assertThat(login.token(GOOD)).isNotEmpty();
    assertThatThrownBy(() -> login.token(BAD)).hasMessageContaining("did not answer within 5000");
  }

  @Test
  void asksAgainWhenTheClockWasSetBackAfterAFailure() throws Exception {
    kdc.become(Kdc.Mood.REFUSES);
    assertThatThrownBy(() -> login.token(GOOD)).isInstanceOf(AccessException.class);
    kdc.become(Kdc.Mood.ANSWERS);
    assertThatThrownBy(() -> login.token(GOOD)).isInstanceOf(AccessException.class);

    shift = Duration.ofHours(-1);

    assertThat(login.token(GOOD)).isNotEmpty();
  }
}
