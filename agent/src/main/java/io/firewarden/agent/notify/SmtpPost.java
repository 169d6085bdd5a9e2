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

import io.firewarden.agent.access.AccessException;
import io.firewarden.agent.access.BoundedDns;
import io.firewarden.agent.access.SecretText;
import io.firewarden.agent.access.TlsFiles;
import io.firewarden.agent.config.Access;
import io.firewarden.agent.config.Access.Basic;
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
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.tls.HandshakeCertificates;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The handing over of a mail to one SMTP server, and what its outcome means. What the server
 * answers is shown by its code only: it could repeat what it was told.
 */
final class SmtpPost {
  private static final Pattern CODE = Pattern.compile("^([45]\\d\\d)[ -]");

  private final Smtp server;
  private final BoundedDns names;
  private final TlsFiles tls;
  private final @Nullable SecretText password;
  private final @Nullable SecretText proxyPassword;

  /**
   * @param names asked before each connection; the client of mail asks the system itself, which
   *     then knows the answer for a while, and would wait for it without end
   * @param environment where secrets may be
   */
  SmtpPost(Smtp server, BoundedDns names, Map<String, String> environment, InstantSource clock) {
    Access access = server.access();
    Access.Proxy proxy = access.proxy();
    Basic proxyLogin = proxy == null ? null : proxy.login();
    this.server = server;
    this.names = names;
    this.tls = new TlsFiles(access, environment, clock);
    this.password =
        access.login() instanceof Basic login
            ? text(access.name() + ".password", login, environment, clock)
            : null;
    this.proxyPassword =
        proxyLogin == null
            ? null
            : text(access.name() + ".proxy.password", proxyLogin, environment, clock);
  }

  private static SecretText text(
      String key, Basic login, Map<String, String> environment, InstantSource clock) {
    return new SecretText(login.password().key(key), login.password(), environment, clock);
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
    Session session;
    @Nullable String secret;
    try {
      Access.Proxy proxy = proxy();
      names.lookup(proxy == null ? server.host() : proxy.address().getHost());
      session = Session.getInstance(properties());
      secret = password == null ? null : password.get();
    } catch (AccessException e) {
      return failed(new Delivery.Retry(null, e.why()));
    } catch (UnknownHostException e) {
      return failed(new Delivery.Retry(null, unanswered(e)));
    }
    MimeMessage message = message(session, mail, all);
    try (Transport transport = session.getTransport()) {
      String user = server.access().login() instanceof Basic login ? login.user() : null;
      transport.connect(server.host(), server.port(), user, secret);
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
              : new Delivery.Retry(null, code > 0 ? why("must answer", code) : unanswered(e)));
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
                  : new Delivery.Retry(null, unanswered(failure)));
    }
    return failed(
        whole >= 500
            ? new Delivery.Rejected(why("must take mail", whole))
            : new Delivery.Retry(null, why("must take mail", whole)));
  }

  private String why(String rule, int code) {
    return shown() + " " + rule + (code == 0 ? ", but did not" : ", but answered " + code);
  }

  private String unanswered(Exception failure) {
    if (String.valueOf(failure.getMessage()).startsWith("STARTTLS is required")) {
      return shown() + " must offer STARTTLS, but does not";
    }
    Access.Proxy proxy = proxy();
    String way = proxy == null ? "" : " by the proxy " + proxy.address().getRawAuthority();
    return shown() + way + " must answer, but " + Trouble.told(failure);
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

  private Access.@Nullable Proxy proxy() {
    Access.Proxy proxy = server.access().proxy();
    return proxy == null || proxy.isDirect(server.host()) ? null : proxy;
  }

  private Properties properties() throws AccessException {
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
    all.setProperty(prefix + "auth", String.valueOf(password != null));
    putTls(all, prefix);
    putProxy(all, prefix);
    return all;
  }

  private void putTls(Properties all, String prefix) throws AccessException {
    all.setProperty(prefix + "ssl.checkserveridentity", "true");
    if (server.security() == Security.STARTTLS) {
      all.setProperty(prefix + "starttls.enable", "true");
      all.setProperty(prefix + "starttls.required", "true");
    }
    HandshakeCertificates own = tls.current();
    if (own != null) {
      all.put(prefix + "ssl.socketFactory", own.sslSocketFactory());
      // Otherwise whom the file does not trust is tried again with whom the JVM trusts.
      all.setProperty(prefix + "socketFactory.fallback", "false");
    }
  }

  private void putProxy(Properties all, String prefix) throws AccessException {
    Access.Proxy proxy = proxy();
    if (proxy == null) {
      return;
    }
    all.setProperty(prefix + "proxy.host", proxy.address().getHost());
    all.setProperty(prefix + "proxy.port", String.valueOf(proxy.address().getPort()));
    Basic login = proxy.login();
    if (login != null && proxyPassword != null) {
      all.setProperty(prefix + "proxy.user", login.user());
      all.setProperty(prefix + "proxy.password", proxyPassword.get());
    }
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
