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
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;

/**
 * A real KDC, Apache Kerby's, behind a gate at which it can be made to vanish or to say nothing,
 * and where questions are counted. The JVM's Kerberos is set up for it while it is open.
 */
final class Kdc implements AutoCloseable {
  static final String REALM = "EXAMPLE.COM";
  private static final String CONFIG = "java.security.krb5.conf";

  enum Mood {
    ANSWERS,
    REFUSES,
    HANGS
  }

  private final Path folder;
  private final SimpleKdcServer server;
  private final ServerSocket gate;
  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final String before;
  private volatile Mood mood = Mood.ANSWERS;

  Kdc(Path folder) throws IOException, KrbException {
    this.folder = folder;
    this.gate = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.server = new SimpleKdcServer();
    server.setWorkDir(Files.createDirectories(folder.resolve("kdc")).toFile());
    server.setKdcRealm(REALM);
    server.setKdcHost("127.0.0.1");
    server.setKdcTcpPort(freePort());
    server.setAllowUdp(false);
    server.init();
    server.start();
    this.before = System.getProperty(CONFIG);
    Path config =
        Files.writeString(
            folder.resolve("krb5.conf"),
            """
            [libdefaults]
              default_realm = %1$s
              udp_preference_limit = 1
              dns_lookup_kdc = false
              dns_lookup_realm = false
              kdc_timeout = 20s
              max_retries = 1
            [realms]
              %1$s = {
                kdc = 127.0.0.1:%2$d
              }
            """
                .formatted(REALM, gate.getLocalPort()));
    System.setProperty(CONFIG, config.toString());
    daemon(this::let);
  }

  /** Makes a principal, with new keys if there was one, and a keytab for it. */
  Kerberos principal(String name) throws KrbException {
    String principal = name + "@" + REALM;
    Path keytab = folder.resolve(name.replace('/', '_') + ".keytab");
    try {
      if (Files.deleteIfExists(keytab)) {
        server.deletePrincipal(principal);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createPrincipal(principal);
    server.exportPrincipal(principal, keytab.toFile());
    return new Kerberos(principal, keytab);
  }

  void become(Mood next) {
    mood = next;
  }

  /** How often it was asked. */
  int questions() {
    return questions.get();
  }

  @Override
  public void close() throws IOException, KrbException {
    if (before == null) {
      System.clearProperty(CONFIG);
    } else {
      System.setProperty(CONFIG, before);
    }
    gate.close();
    for (Closeable socket : open) {
      socket.close();
    }
    server.stop();
  }

  private void let() {
    try {
      while (true) {
        Socket in = gate.accept();
        open.add(in);
        questions.incrementAndGet();
        if (mood == Mood.REFUSES) {
          in.close();
        } else if (mood == Mood.ANSWERS) {
          Socket out =
              new Socket(InetAddress.getLoopbackAddress(), server.getKdcSetting().getKdcTcpPort());
          open.add(out);
          daemon(() -> copy(in, out));
          daemon(() -> copy(out, in));
        }
      }
    } catch (IOException ignored) {
      // closed
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException ignored) {
      // one of them was closed
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "kdc-gate");
    thread.setDaemon(true);
    thread.start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
