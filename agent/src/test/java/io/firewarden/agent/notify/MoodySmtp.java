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

import io.firewarden.agent.notify.NotifierContract.Mood;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The door of a mail server: lets connections through to the real one behind it, or answers as it
 * is told.
 */
final class MoodySmtp implements AutoCloseable {
  private final ServerSocket door;
  private final int behind;
  private final Deque<Mood> moods = new ArrayDeque<>();
  private final Map<String, String> answers = new HashMap<>();

  /**
   * @param behind the port of the real server
   */
  MoodySmtp(int behind) throws IOException {
    this.behind = behind;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  synchronized void expect(Mood mood) {
    moods.add(mood);
  }

  /** From now on it answers a line that begins so with this, and takes all else. */
  synchronized void answer(String line, String answer) {
    answers.put(line, answer);
  }

  private synchronized Mood next() {
    Mood mood = moods.poll();
    return mood == null ? Mood.ACCEPTS : mood;
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
    Mood mood = next();
    try {
      boolean scripted;
      synchronized (this) {
        scripted = !answers.isEmpty();
      }
      if (scripted) {
        converse(client, "", "");
        return;
      }
      switch (mood) {
        case ACCEPTS -> letThrough(client);
        case IN_TROUBLE -> converse(client, "MAIL", "451 4.3.0 mailbox of T0ken-s3cret is busy");
        case REFUSES -> converse(client, "RCPT", "550 5.1.1 T0ken-s3cret is unknown here");
        case BREAKS_OFF -> client.close();
        case HANGS -> {}
      }
    } catch (IOException ignored) {
      // The client has gone.
    }
  }

  private void converse(Socket client, String refused, String refusal) throws IOException {
    OutputStream out = client.getOutputStream();
    say(out, "220 moody");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer = line.startsWith("DATA") ? "354 go on" : "250 ok";
      if (!refused.isEmpty() && line.startsWith(refused)) {
        answer = refusal;
      }
      synchronized (this) {
        for (Map.Entry<String, String> scripted : answers.entrySet()) {
          answer = line.startsWith(scripted.getKey()) ? scripted.getValue() : answer;
        }
      }
      say(out, answer);
      if (answer.startsWith("354")) {
        while (!".".equals(in.readLine())) {
          // The message itself.
        }
        say(out, "250 taken");
      }
    }
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private void letThrough(Socket client) throws IOException {
    Socket server = new Socket(InetAddress.getLoopbackAddress(), behind);
    daemon(() -> copy(client, server));
    copy(server, client);
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
    Thread thread = new Thread(task, "moody-smtp");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
