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

import io.firewarden.agent.config.Access.Kerberos;
import java.nio.file.Files;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.security.auth.Subject;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One principal's login at the KDC, renewed before it runs out, and the tokens that show it to
 * servers. The KDC is asked on a few threads of its own, for the JDK waits for it as long as it
 * likes; who needs a token waits no longer than a deadline, and after a failure for a while not at
 * all. While the KDC is away, tickets that were had before are used on. Thread-safe.
 */
final class KerberosLogin implements AutoCloseable {
  /** How long the KDC is left alone after a failure. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(KerberosLogin.class);
  private static final Duration REFUSED_TOO_SOON = Duration.ofMinutes(1);
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);
  private static final String SPNEGO = "1.3.6.1.5.5.2";
  private static final int THREADS = 4;
  private static final int MAX_WAITING = 256;
  private static final int MAX_QUOTED = 200;

  /** A failure that is told again instead of tried again. */
  private record Failure(String why, Span pause) {}

  private final String name;
  private final Kerberos login;
  private final InstantSource clock;
  private final Duration deadline;
  private final ThreadPoolExecutor threads;

  /** For what needs no KDC, but makes the JDK ask the resolver for the host's full name. */
  private final ThreadPoolExecutor local;

  private final AtomicBoolean renewing = new AtomicBoolean();

  /** Of hosts for which the KDC gave no ticket. */
  private final Pauses unknown = new Pauses(PAUSE);

  /** Of hosts whose names the resolver did not tell in time, lest they take all threads. */
  private final Pauses unresolved = new Pauses(PAUSE);

  /** Of hosts whose tickets were dropped. */
  private final Pauses dropped = new Pauses(REFUSED_TOO_SOON);

  private final Object entering = new Object();
  private volatile @Nullable KerberosTickets tickets;
  private volatile @Nullable Failure failure;
  private boolean warned;

  /**
   * @param name the access's place in the configuration
   * @param deadline how long to wait for the KDC; none or zero for 5 s
   */
  KerberosLogin(String name, Kerberos login, InstantSource clock, Duration deadline) {
    this.name = name;
    this.login = login;
    this.clock = clock;
    this.deadline = deadline.isZero() ? DEFAULT_DEADLINE : deadline;
    this.threads = threads("firewarden-kerberos");
    this.local = threads("firewarden-tokens");
  }

  private static ThreadPoolExecutor threads(String named) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, named);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** A fresh token that shows to the server on a host who the agent is, in Base64. */
  String token(String host) throws AccessException {
    Instant now = clock.instant();
    KerberosTickets known = tickets;
    if (known != null && known.areValid(now)) {
      if (known.areWorn(now)) {
        renew();
      }
      if (known.hasFor(host, now)) {
        refuse(unresolved.why(host, now));
        return await(local, host, () -> token(known, host));
      }
    }
    refuse(paused(now));
    refuse(unknown.why(host, now));
    return await(threads, host, () -> token(entered(), host));
  }

  /**
   * A server has refused a token. Its key may be new, so that the ticket for it is of no use; those
   * for other servers are, whatever this one says.
   */
  void refused(String host) {
    KerberosTickets known = tickets;
    Instant now = clock.instant();
    if (known != null && dropped.why(host, now).isEmpty()) {
      log.debug("{} was refused by {}: gets another ticket for it", login.principal(), host);
      known.drop(host);
      dropped.begin(host, "refused", now);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    local.shutdownNow();
  }

  private static void refuse(Optional<String> why) throws AccessException {
    if (why.isPresent()) {
      throw new AccessException(why.get());
    }
  }

  /** Why nobody is to ask the KDC now; empty when all may. */
  private Optional<String> paused(Instant now) {
    Failure past = failure;
    return past != null && past.pause().holds(now) ? Optional.of(past.why()) : Optional.empty();
  }

  private String await(ThreadPoolExecutor on, String host, Callable<String> task)
      throws AccessException {
    String whom = on == local ? "the resolver" : "the KDC";
    AtomicBoolean begun = new AtomicBoolean();
    Future<String> token;
    try {
      token =
          on.submit(
              () -> {
                begun.set(true);
                return task.call();
              });
    } catch (RejectedExecutionException ignored) {
      throw new AccessException(asked() + "too many wait for " + whom + " already");
    }
    try {
      return token.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException ignored) {
      token.cancel(true);
      String why = asked() + whom + " did not answer within " + deadline.toMillis() + " ms";
      if (begun.get()) { // who only waited for his turn has nothing to answer for
        timedOut(on, host, why);
      }
      throw new AccessException(why);
    } catch (InterruptedException ignored) {
      token.cancel(true);
      Thread.currentThread().interrupt();
      throw new AccessException(asked() + "interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AccessException known) {
        if (on == threads && failure == null) {
          unknown.begin(host, known.why(), clock.instant());
        }
        throw new AccessException(known.why());
      }
      throw new AccessException(asked() + quoted(String.valueOf(e.getCause())));
    }
  }

  /** With a login it may be the one host's fault: its name may be slow to resolve. */
  private void timedOut(ThreadPoolExecutor on, String host, String why) {
    Instant now = clock.instant();
    KerberosTickets known = tickets;
    if (on == local) {
      unresolved.begin(host, why, now);
    } else if (known != null && known.areValid(now)) {
      unknown.begin(host, why, now);
    } else {
      failed(why);
    }
  }

  /** Tickets that are valid; logs in when there are none. */
  private KerberosTickets entered() throws AccessException {
    synchronized (entering) {
      Instant now = clock.instant();
      KerberosTickets known = tickets;
      if (known != null && known.areValid(now)) {
        return known;
      }
      refuse(paused(now)); // for the failure of the one who held the lock
      return enter();
    }
  }

  private void renew() {
    if (paused(clock.instant()).isPresent() || !renewing.compareAndSet(false, true)) {
      return;
    }
    try {
      threads.execute(
          () -> {
            try {
              enter();
            } catch (AccessException e) {
              log.debug("{}; the ticket that there is is used on", e.getMessage());
            } finally {
              renewing.set(false);
            }
          });
    } catch (RejectedExecutionException ignored) {
      renewing.set(false);
    }
  }

  private KerberosTickets enter() throws AccessException {
    try {
      if (!Files.isReadable(login.keytabFile())) {
        throw new LoginException(
            Files.exists(login.keytabFile())
                ? "the agent may not read the keytab"
                : "the keytab does not exist");
      }
      LoginContext context =
          new LoginContext("firewarden", new Subject(), null, new KeytabConfiguration(login));
      context.login();
      KerberosTickets fresh =
          KerberosTickets.of(context.getSubject(), clock.instant())
              .orElseThrow(() -> new LoginException("the KDC gave no ticket"));
      tickets = fresh;
      worked();
      return fresh;
    } catch (LoginException | SecurityException e) {
      String why =
          asked()
              + "the login with the keytab "
              + login.keytabFile()
              + " failed: "
              + meaning(String.valueOf(e.getMessage()));
      failed(why);
      throw new AccessException(why);
    }
  }

  private String token(KerberosTickets held, String host) throws AccessException {
    PrivilegedExceptionAction<byte[]> negotiation =
        () -> {
          GSSManager manager = GSSManager.getInstance();
          Oid mechanism = new Oid(SPNEGO);
          GSSName service = manager.createName("HTTP@" + host, GSSName.NT_HOSTBASED_SERVICE);
          GSSContext context =
              manager.createContext(service, mechanism, null, GSSCredential.DEFAULT_LIFETIME);
          try {
            context.requestCredDeleg(false);
            context.requestMutualAuth(false); // one message suffices
            return context.initSecContext(new byte[0], 0, 0);
          } finally {
            context.dispose();
          }
        };
    try {
      return Base64.getEncoder().encodeToString(Subject.doAs(held.subject(), negotiation));
    } catch (PrivilegedActionException e) {
      String problem =
          e.getException() instanceof GSSException gss
              ? gss.getMajorString() + ": " + gss.getMinorString()
              : String.valueOf(e.getException());
      throw new AccessException(
          asked() + "there is no ticket for HTTP/" + host + ": " + quoted(problem));
    }
  }

  private synchronized void failed(String why) {
    failure = new Failure(why, new Span(clock.instant(), PAUSE));
    if (warned) {
      log.debug("{}", why);
    } else {
      log.warn("{}", why);
      warned = true;
    }
  }

  private synchronized void worked() {
    failure = null;
    unknown.clear();
    if (warned) {
      log.info("{} has logged in again", login.principal());
      warned = false;
    }
  }

  private String asked() {
    return name + ".kerberos: " + login.principal() + " must have a ticket, but ";
  }

  private static String meaning(String message) {
    if (message.startsWith("Unable to obtain password from user")) {
      return "the keytab holds no key of the principal";
    }
    return quoted(message);
  }

  private static String quoted(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_QUOTED ? line : line.substring(0, MAX_QUOTED) + "...";
  }
}
