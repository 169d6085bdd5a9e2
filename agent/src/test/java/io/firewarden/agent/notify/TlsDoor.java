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

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;

/** A real TLS server before a mail server that has none: from the first byte, or by STARTTLS. */
final class TlsDoor implements AutoCloseable {
  private final ServerSocket door;
  private final int behind;
  private final boolean fromTheStart;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile HandshakeCertificates shown;
  private volatile boolean offersTls = true;
  private volatile boolean asksWhoItIs;

  /**
   * @param behind the port of the mail server
   * @param shown what it shows of itself
   * @param fromTheStart otherwise by STARTTLS
   */
  TlsDoor(int behind, HandshakeCertificates shown, boolean fromTheStart) throws IOException {
    this.behind = behind;
    this.shown = shown;
    this.fromTheStart = fromTheStart;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** From now on it shows this. */
  void show(HandshakeCertificates certificates) {
    shown = certificates;
  }

  /** From now on it says nothing of STARTTLS. */
  void offerNoTls() {
    offersTls = false;
  }

  /** From now on it wants a certificate of who comes. */
  void askWhoItIs() {
    asksWhoItIs = true;
  }

  /** The lines that came in the clear. */
  List<String> heard() {
    return heard;
  }

  /** How often somebody came. */
  int connections() {
    return connections.get();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        connections.incrementAndGet();
        daemon(() -> serve(client));
      } catch (IOException ignored) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      if (!fromTheStart && !agreesOnTls(client)) {
        return;
      }
      try (SSLSocket inside = secured(client);
          Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
        if (!fromTheStart) {
          line(server.getInputStream()); // it was greeted already
        }
        daemon(() -> copy(inside, server));
        copy(server, inside);
      }
    } catch (IOException ignored) {
      // One of them has gone, or there was no agreement on TLS.
    }
  }

  private SSLSocket secured(Socket client) throws IOException {
    SSLSocket inside =
        (SSLSocket)
            shown
                .sslContext()
                .getSocketFactory()
                .createSocket(client, null, client.getPort(), true);
    inside.setUseClientMode(false);
    inside.setNeedClientAuth(asksWhoItIs);
    inside.startHandshake();
    return inside;
  }

  private boolean agreesOnTls(Socket client) throws IOException {
    OutputStream out = client.getOutputStream();
    say(out, "220 door");
    while (true) {
      String line = line(client.getInputStream());
      heard.add(line);
      if (line.startsWith("EHLO")) {
        say(out, offersTls ? "250-door\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS" : "250 AUTH PLAIN");
      } else if (line.equals("STARTTLS") && offersTls) {
        say(out, "220 go ahead");
        return true;
      } else if (line.equals("QUIT")) {
        say(out, "221 bye");
        return false;
      } else {
        say(out, "250 ok"); // would take all
      }
    }
  }

  /** Not a byte more, for what follows is TLS. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException ignored) {
      // One of them has gone.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "tls-door");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
