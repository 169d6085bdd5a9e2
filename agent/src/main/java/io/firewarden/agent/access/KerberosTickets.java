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

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosTicket;

/**
 * What one login gave: a ticket to get tickets with, and those that were got with it.
 *
 * @param subject holds them; tickets for servers are added to it as they are used
 * @param at when the login was
 * @param renewAt when to log in again
 * @param end when they are of no use any more
 */
record KerberosTickets(Subject subject, Instant at, Instant renewAt, Instant end) {
  /** The share of its life after which a ticket is replaced. */
  private static final double WORN = 0.8;

  /** Clocks differ, and a request takes a while. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** Those of a login; empty when it gave none. */
  static Optional<KerberosTickets> of(Subject subject, Instant now) {
    return subject.getPrivateCredentials(KerberosTicket.class).stream()
        .filter(ticket -> ticket.getServer().getName().startsWith("krbtgt/"))
        .findFirst()
        .map(
            ticket -> {
              Instant end = ticket.getEndTime().toInstant();
              Duration life = Duration.between(now, end);
              return new KerberosTickets(
                  subject, now, now.plusMillis((long) (life.toMillis() * WORN)), end.minus(MARGIN));
            });
  }

  boolean areValid(Instant now) {
    return now.isBefore(end);
  }

  /** Whether to log in again; also when the clock was set back, for then nobody knows their age. */
  boolean areWorn(Instant now) {
    return now.isBefore(at) || !now.isBefore(renewAt);
  }

  /** Whether there is a ticket for a server already, so that nobody has to be asked for one. */
  boolean hasFor(String host, Instant now) {
    return subject.getPrivateCredentials(KerberosTicket.class).stream()
        .anyMatch(
            ticket ->
                isFor(ticket, host) && ticket.getEndTime().toInstant().minus(MARGIN).isAfter(now));
  }

  /** Forgets the tickets for a server. */
  void drop(String host) {
    for (KerberosTicket ticket : subject.getPrivateCredentials(KerberosTicket.class)) {
      if (isFor(ticket, host)) {
        subject.getPrivateCredentials().remove(ticket);
      }
    }
  }

  /** After the host comes the realm, or the domain that the JVM has completed its name by. */
  private static boolean isFor(KerberosTicket ticket, String host) {
    String server = ticket.getServer().getName().toLowerCase(Locale.ROOT);
    String service = ("HTTP/" + host).toLowerCase(Locale.ROOT);
    return server.startsWith(service + "@") || server.startsWith(service + ".");
  }
}
