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

import io.firewarden.agent.access.BoundedDns;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What went wrong on the way to a receiver, without any text that could hold its address. */
final class Trouble {
  private static final int MAX_QUOTED = 200;
  private static final Pattern ADDRESS = Pattern.compile("\\s*(on|to|from)?\\s*\\w+://\\S*");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z ,']{0,79}");

  private Trouble() {}

  /** The failure as the end of a sentence that begins with the receiver. */
  static String told(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String meaning = meaning(at);
      if (meaning != null) {
        return meaning;
      }
    }
    return "the exchange failed: " + failure.getClass().getSimpleName() + words(failure);
  }

  /**
   * What the client itself says, such as that a stream has ended. What may come from the receiver
   * is not told: it may repeat the request, with what is secret in it.
   */
  private static String words(Throwable failure) {
    if (failure.getClass() != IOException.class && failure.getClass() != EOFException.class) {
      return "";
    }
    String message = String.valueOf(failure.getMessage());
    String words = ADDRESS.matcher(message).replaceAll("").strip();
    return PLAIN.matcher(words).matches() ? ", " + words : "";
  }

  private static @Nullable String meaning(Throwable e) {
    if (e instanceof SSLException) {
      return "TLS failed: " + certificate(e);
    }
    if (e instanceof InterruptedIOException) {
      return "did not within the time limit";
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return "it cannot be connected to";
    }
    if (e instanceof BoundedDns.TooSlowException) {
      return "its host name was not looked up within the time limit";
    }
    if (e instanceof UnknownHostException) {
      return "its host name is unknown";
    }
    if (e instanceof SocketException) {
      return "the connection broke";
    }
    return "Failed to authenticate with proxy".equals(e.getMessage())
        ? "the proxy does not accept the login"
        : null;
  }

  private static String certificate(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof CertificateExpiredException) {
        return "its certificate has expired";
      }
      boolean unsigned =
          at instanceof CertPathValidatorException e
              && e.getReason() == CertPathValidatorException.BasicReason.INVALID_SIGNATURE;
      if (unsigned || at instanceof CertPathBuilderException) {
        return "its certificate is signed by no authority that is trusted there (see ca-file)";
      }
      boolean names =
          at instanceof CertificateException
              && String.valueOf(at.getMessage()).matches("(?s)No (subject alt|name match).*");
      if (names || at instanceof SSLPeerUnverifiedException) {
        return "its certificate is for another host";
      }
    }
    String message = String.valueOf(failure.getMessage()).replaceAll("\\p{Cntrl}+", " ").strip();
    return message.length() <= MAX_QUOTED ? message : message.substring(0, MAX_QUOTED) + "...";
  }
}
