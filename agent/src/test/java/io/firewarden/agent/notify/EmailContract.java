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

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What mail must do, however the way to its server is protected. */
abstract class EmailContract extends NotifierContract {
  final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  /** Before the real server. */
  MoodySmtp moody;

  /** Where the server is. */
  abstract int port();

  /** What the entry says of how the way there is protected. */
  abstract String protection();

  @BeforeEach
  final void start() throws IOException {
    mail.start();
    mail.setUser("ada@example.com", "warden", SECRET);
    moody = new MoodySmtp(mail.getSmtp().getPort());
  }

  @AfterEach
  final void stop() throws IOException {
    moody.close();
    mail.stop();
  }

  /** The notifier that talks to a server on this machine. */
  final Notifier notifierTo(int port, String more) {
    return notifierTo("127.0.0.1", port, more);
  }

  final Notifier notifierTo(String host, int port, String more) {
    String entry =
        "name: oncall, host: %s, port: %d, from: firewarden@example.com,"
            + " to: [ada@example.com, grace@example.com], %s";
    return Configured.notifier(folder, "email", entry.formatted(host, port, more), clock);
  }

  /** What an entry says of who the agent is. */
  static String login(Path file) {
    return "user: warden, password-file: '" + file + "'";
  }

  @Override
  final Notifier notifier(Duration timeout, boolean toNobody) throws IOException {
    int port = port();
    if (toNobody) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
    }
    return notifierTo(port, "timeout: " + timeout.toMillis() + "ms, " + protection());
  }

  @Override
  final Notifier notifierWithSecretIn(Path file) {
    return notifierTo(port(), protection() + ", " + login(file));
  }

  @Override
  String secret() {
    return SECRET;
  }

  @Override
  final void receiver(Mood mood, int messages) {
    for (int i = 0; i < messages; i++) {
      moody.expect(mood);
    }
  }

  @Override
  final int arrived() {
    return mail.getReceivedMessages().length / 2;
  }
}
