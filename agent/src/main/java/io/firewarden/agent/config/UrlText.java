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
package io.firewarden.agent.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A text that is to be an http or https URL. */
final class UrlText {
  private static final int MAX_PORT = 65535;

  /** Not by {@link URI#getHost}, which is null for a name with an underscore. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::(\\d{0,5}))?");

  private UrlText() {}

  /** What is wrong with it, or null; quotes nothing that may be a secret. */
  static @Nullable String fault(String text, boolean secret) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      return "must be an http or https URL, but cannot be parsed at character " + e.getIndex();
    }
    String scheme = String.valueOf(url.getScheme());
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return "must be a URL that starts with http:// or https://, but starts with "
          + (url.getScheme() == null ? "no scheme" : scheme + ":");
    }
    String authority = String.valueOf(url.getRawAuthority());
    if (authority.contains("@")) {
      return "must not hold a user or password before the @";
    }
    Matcher matcher = AUTHORITY.matcher(authority);
    if (url.getRawAuthority() == null || !matcher.matches() || port(matcher) > MAX_PORT) {
      return "must name a host and, at most, a port up to 65535";
    }
    if (!secret && (url.getRawQuery() != null || url.getRawFragment() != null)) {
      return "must not have a query or fragment after the path";
    }
    return null;
  }

  private static int port(Matcher authority) {
    String port = authority.group(1);
    return port == null || port.isEmpty() ? -1 : Integer.parseInt(port);
  }
}
