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

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import org.junit.jupiter.api.Test;

class KerberosTicketsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
  private static final Instant END = NOW.plus(Duration.ofHours(10));

  private final Subject subject = new Subject();
  private final KerberosTickets tickets =
      new KerberosTickets(subject, NOW, NOW.plus(Duration.ofHours(8)), END);

  @Test
  void takesATicketForTheWholeNameOfItsHost() {
    has("HTTP/rm10@EXAMPLE.COM");
    has("HTTP/History.example.com@EXAMPLE.COM");

    assertThat(tickets.hasFor("rm10", NOW)).isTrue();
    assertThat(tickets.hasFor("rm1", NOW)).isFalse();
    assertThat(tickets.hasFor("history", NOW)).isTrue(); // its name was completed
    assertThat(tickets.hasFor("history.example.com", NOW)).isTrue();
    assertThat(tickets.hasFor("history.example", NOW)).isTrue();
    assertThat(tickets.hasFor("hist", NOW)).isFalse();
  }

  @Test
  void dropsTheTicketsForOneHost() {
    has("HTTP/rm1@EXAMPLE.COM");
    has("HTTP/rm10@EXAMPLE.COM");

    tickets.drop("rm1");

    assertThat(tickets.hasFor("rm1", NOW)).isFalse();
    assertThat(tickets.hasFor("rm10", NOW)).isTrue();
  }

  @Test
  void areWornWhenTheyAreOldOrTheClockWasSetBack() {
    assertThat(tickets.areWorn(NOW)).isFalse();
    assertThat(tickets.areWorn(NOW.plus(Duration.ofHours(8)))).isTrue();
    assertThat(tickets.areWorn(NOW.minusSeconds(1))).isTrue();
  }

  private void has(String server) {
    subject
        .getPrivateCredentials()
        .add(
            new KerberosTicket(
                new byte[] {1},
                new KerberosPrincipal("me@EXAMPLE.COM"),
                new KerberosPrincipal(server),
                new byte[16],
                17,
                null,
                Date.from(NOW),
                Date.from(NOW),
                Date.from(END),
                null,
                null));
  }
}
