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

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.config.Notifiers.Email;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * People who get mail, one message for each alert and each thing that happens to it. Used by one
 * thread.
 *
 * <p>When the server takes a message for some people and wants it again later for others, only they
 * get it again.
 */
final class EmailNotifier implements Notifier {
  private static final Logger logger = LoggerFactory.getLogger(EmailNotifier.class);
  private static final int MAX_REMEMBERED = 1000;

  private final String name;
  private final Email config;
  private final MailText text;
  private final SmtpPost post;

  /** Who has not got a message yet that others have, by its id. */
  private final Map<String, List<Address>> waiting =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Address>> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private boolean warnedOfRefused;

  /**
   * @param config sender and receivers
   * @param post hands over to the server
   * @param repeat how often people are reminded
   */
  EmailNotifier(Email config, SmtpPost post, AlertJson json, Duration repeat) {
    this.name = config.name();
    this.config = config;
    this.text = new MailText(config.from(), json, repeat);
    this.post = post;
  }

  @Override
  public String name() {
    return "email/" + name;
  }

  @Override
  public Delivery send(List<Alert> batch, Instant now) {
    Delivery outcome = new Delivery.Delivered();
    for (Alert alert : batch) {
      outcome = send(alert, now);
      if (!(outcome instanceof Delivery.Delivered)) {
        return outcome;
      }
    }
    return outcome;
  }

  private Delivery send(Alert alert, Instant now) {
    MailText.Mail mail = text.of(alert, now);
    SmtpPost.Outcome outcome;
    try {
      List<Address> to = waiting.containsKey(mail.id()) ? waiting.get(mail.id()) : receivers();
      outcome = post.send(mail, to, receivers());
    } catch (MessagingException e) {
      return new Delivery.Rejected("the message cannot be written: " + e.getClass().getName());
    }
    if (!outcome.later().isEmpty() && (outcome.taken() || waiting.containsKey(mail.id()))) {
      waiting.put(mail.id(), outcome.later());
    } else {
      waiting.remove(mail.id());
    }
    if (outcome.delivery() instanceof Delivery.Delivered && outcome.refused() > 0) {
      tellRefused(outcome.refused());
    }
    return outcome.delivery();
  }

  private List<Address> receivers() throws AddressException {
    List<Address> all = new ArrayList<>();
    for (String address : config.to()) {
      all.add(new InternetAddress(address, /* strict= */ true));
    }
    return all;
  }

  private void tellRefused(int refused) {
    String told = "{} took a message, but refused {} of {} receivers";
    if (warnedOfRefused) {
      logger.debug(told, post.shown(), refused, config.to().size());
    } else {
      logger.warn(told, post.shown(), refused, config.to().size());
    }
    warnedOfRefused = true;
  }
}
