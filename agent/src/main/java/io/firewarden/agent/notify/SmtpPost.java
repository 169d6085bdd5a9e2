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

import io.firewarden.agent.config.Notifiers.Basic;
import io.firewarden.agent.config.Notifiers.Security;
import io.firewarden.agent.config.Notifiers.Smtp;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * The handing over of a mail to one SMTP server, and what its outcome means. What the server
 * answers is shown by its code only: it could repeat what it was told.
 */
final class SmtpPost {
  private static final Pattern CODE = Pattern.compile("^([45]\\d\\d)[ -]");

  private final Smtp server;

  SmtpPost(Smtp server) {
    this.server = server;
  }

  /**
   * What became of a mail.
   *
   * @param delivery what it means to who sends
   * @param taken whether the server has taken it for somebody
   * @param later for whom the server wants it again later
   * @param refused how many it will never take it for
   */
  record Outcome(Delivery delivery, boolean taken, List<Address> later, int refused) {
    Outcome {
      later = List.copyOf(later);
    }
  }

  /** The server, for messages. */
  String shown() {
    return "smtp://" + server.host() + ":" + server.port();
  }

  /**
   * Hands a mail over.
   *
   * @param to for whom the server is to take it
   * @param all who are named as its receivers
   * @throws MessagingException if it cannot be written
   */
  Outcome send(MailText.Mail mail, List<Address> to, List<Address> all) throws MessagingException {
    String password = "";
    Basic login = server.login();
    if (login != null) {
      try {
        password = login.password().read();
      } catch (IOException e) {
        return failed(new Delivery.Retry(null, String.valueOf(e.getMessage())));
      }
    }
    Session session = Session.getInstance(properties(login != null));
    MimeMessage message = message(session, mail, all);
    try (Transport transport = session.getTransport()) {
      String user = login == null ? null : login.user();
      transport.connect(server.host(), server.port(), user, login == null ? null : password);
      transport.sendMessage(message, to.toArray(new Address[0]));
      return new Outcome(new Delivery.Delivered(), true, List.of(), 0);
    } catch (SendFailedException e) {
      return meaning(e);
    } catch (AuthenticationFailedException e) {
      int code = code(e);
      return failed(
          code >= 400 && code < 500
              ? new Delivery.Retry(null, why("must accept the login", code))
              : new Delivery.Rejected(why("must accept the login", code)));
    } catch (MessagingException e) {
      int code = code(e);
      return failed(
          code >= 500
              ? new Delivery.Rejected(why("must take mail", code))
              : new Delivery.Retry(null, why("must answer", code) + told(e)));
    }
  }

  private static Outcome failed(Delivery delivery) {
    return new Outcome(delivery, false, List.of(), 0);
  }

  /** One answer may be for the whole mail, and one for each receiver. */
  private Outcome meaning(SendFailedException failure) {
    List<Address> later = new ArrayList<>();
    int refused = 0;
    int whole = 0;
    for (Exception e = failure; e instanceof MessagingException m; e = m.getNextException()) {
      if (e instanceof SMTPAddressFailedException address) {
        if (address.getReturnCode() >= 500) {
          refused++;
        } else {
          later.add(address.getAddress());
        }
      } else if (e instanceof SMTPSendFailedException send) {
        whole = Math.max(whole, send.getReturnCode());
      } else if (e instanceof SMTPSenderFailedException sender) {
        whole = Math.max(whole, sender.getReturnCode());
      }
    }
    Address[] sent = failure.getValidSentAddresses();
    boolean taken = sent != null && sent.length > 0;
    if (taken || whole < 400) {
      if (!later.isEmpty()) {
        String told = " for " + later.size() + " receivers now, but wants it later";
        return new Outcome(
            new Delivery.Retry(null, shown() + " must take mail" + told), taken, later, refused);
      }
      return taken
          ? new Outcome(new Delivery.Delivered(), true, later, refused)
          : failed(
              refused > 0
                  ? new Delivery.Rejected(shown() + " must know one receiver, but refused each")
                  : new Delivery.Retry(null, why("must take mail", whole) + told(failure)));
    }
    return failed(
        whole >= 500
            ? new Delivery.Rejected(why("must take mail", whole))
            : new Delivery.Retry(null, why("must take mail", whole)));
  }

  private String why(String rule, int code) {
    return shown() + " " + rule + (code == 0 ? ", but did not" : ", but answered " + code);
  }

  /** The failure without any text that could hold a secret. */
  private static String told(MessagingException e) {
    Exception cause = e.getNextException();
    return " (" + (cause == null ? e : cause).getClass().getSimpleName() + ")";
  }

  private static int code(MessagingException e) {
    for (Exception at = e; at != null; ) {
      Matcher matcher = CODE.matcher(String.valueOf(at.getMessage()));
      if (at instanceof SMTPSendFailedException send) {
        return send.getReturnCode();
      }
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      at = at instanceof MessagingException messaging ? messaging.getNextException() : null;
    }
    return 0;
  }

  private Properties properties(boolean login) {
    Properties all = new Properties();
    String protocol = server.security() == Security.TLS ? "smtps" : "smtp";
    String prefix = "mail." + protocol + ".";
    String millis = String.valueOf(server.timeout().toMillis());
    all.setProperty("mail.transport.protocol", protocol);
    all.setProperty(prefix + "connectiontimeout", millis);
    all.setProperty(prefix + "timeout", millis);
    all.setProperty(prefix + "writetimeout", millis);
    all.setProperty(prefix + "quitwait", "false");
    all.setProperty(prefix + "sendpartial", "true");
    all.setProperty(prefix + "auth", String.valueOf(login));
    all.setProperty(prefix + "ssl.checkserveridentity", "true");
    if (server.security() == Security.STARTTLS) {
      all.setProperty(prefix + "starttls.enable", "true");
      all.setProperty(prefix + "starttls.required", "true");
    }
    if (server.proxy() != null) {
      all.setProperty(prefix + "proxy.host", server.proxy().getHost());
      all.setProperty(prefix + "proxy.port", String.valueOf(server.proxy().getPort()));
    }
    return all;
  }

  private static MimeMessage message(Session session, MailText.Mail mail, List<Address> to)
      throws MessagingException {
    MimeMessage message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", mail.id());
          }
        };
    message.setFrom(new InternetAddress(mail.from(), /* strict= */ true));
    message.setRecipients(Message.RecipientType.TO, to.toArray(new Address[0]));
    message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
    message.setSentDate(Date.from(Instant.now()));
    if (mail.first() != null) {
      message.setHeader("In-Reply-To", mail.first());
      message.setHeader("References", mail.first());
    }
    message.setHeader("Auto-Submitted", "auto-generated");
    if (mail.urgent()) {
      message.setHeader("Importance", "high");
    }
    MimeBodyPart plain = new MimeBodyPart();
    plain.setText(mail.plain(), StandardCharsets.UTF_8.name());
    MimeBodyPart html = new MimeBodyPart();
    html.setText(mail.html(), StandardCharsets.UTF_8.name(), "html");
    message.setContent(new MimeMultipart("alternative", plain, html));
    message.saveChanges();
    return message;
  }
}
