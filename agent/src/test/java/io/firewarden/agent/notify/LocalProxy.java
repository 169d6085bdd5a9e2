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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Credentials;

/**
 * A real HTTP proxy: lets TLS through after CONNECT, and passes on what is asked by a whole
 * address. It looks for every host on this machine, whatever its name.
 */
final class LocalProxy implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");

  private final ServerSocket door;
  private final String login;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> passedOn = new CopyOnWriteArrayList<>();

  /** One that lets everybody through. */
  LocalProxy() throws IOException {
    this("");
  }

  /** One that lets those through who show a user and a password. */
  LocalProxy(String user, String password) throws IOException {
    this(Credentials.basic(user, password));
  }

  private LocalProxy(String login) throws IOException {
    this.login = login;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** Its address, as in the configuration. */
  String url() {
    return "http://127.0.0.1:" + door.getLocalPort();
  }

  /** The first line of each request. */
  List<String> asked() {
    return asked;
  }

  /** The first line of each request that it let through. */
  List<String> passedOn() {
    return passedOn;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        daemon(() -> serve(client));
      } catch (IOException ignored) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      OutputStream out = client.getOutputStream();
      String head = head(in);
      String first = head.lines().findFirst().orElseThrow();
      byte[] body = in.readNBytes(length(head));
      asked.add(first);
      if (!login.isEmpty() && !head.contains("Proxy-Authorization: " + login + "\r\n")) {
        write(out, "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"p\"\r\n");
        write(out, "Content-Length: 0\r\nConnection: close\r\n\r\n");
        return;
      }
      passedOn.add(first);
      String[] words = first.split(" ", -1);
      if (words[0].equals("CONNECT")) {
        connect(client, Integer.parseInt(words[1].substring(words[1].lastIndexOf(':') + 1)));
      } else {
        forward(out, URI.create(words[1]), head, body);
      }
    } catch (IOException ignored) {
      // One of them has gone.
    }
  }

  private static void connect(Socket client, int port) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      write(client.getOutputStream(), "HTTP/1.1 200 Connected\r\n\r\n");
      daemon(() -> copy(client, server));
      copy(server, client);
    }
  }

  private static void forward(OutputStream out, URI url, String head, byte[] body)
      throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
      String own =
          head.replaceFirst("(?m)^(\\w+) \\S+", "$1 " + Matcher.quoteReplacement(url.getRawPath()))
              .replaceAll("(?im)^proxy-[^\\n]*\\n", "");
      write(server.getOutputStream(), own);
      server.getOutputStream().write(body);
      String answer = head(server.getInputStream());
      write(out, answer.replaceFirst("\r\n", "\r\nConnection: close\r\n"));
      out.write(server.getInputStream().readNBytes(length(answer)));
    }
  }

  /** Up to the empty line, and no byte more. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException();
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private static int length(String head) {
    Matcher matcher = LENGTH.matcher(head);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
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
    Thread thread = new Thread(task, "local-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
