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

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Some addresses, as {@code https://*.example.com:8090/proxy}: what is left out may be anything.
 *
 * @param scheme {@code http}, {@code https}, or null for both
 * @param host in lower case, where {@code *} stands for any characters; IPv6 without brackets
 * @param port 0 for any
 * @param path what paths start with, whole segments of it; {@code /} for any
 */
public record UrlPattern(@Nullable String scheme, String host, int port, String path) {
  /** All addresses. */
  public static final UrlPattern ANY = new UrlPattern(null, "*", 0, "/");

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(https?)://)?(\\[[0-9a-fA-F:.*]+]|[A-Za-z0-9._*-]+)(?::(\\d{1,5}))?(/[^?#\\s]*)?");
  private static final int MAX_PORT = 65535;

  public UrlPattern {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(path, "path");
  }

  /** Reads the text form; empty when it is not one. */
  static Optional<UrlPattern> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    if (port > MAX_PORT || (port == 0 && matcher.group(3) != null)) {
      return Optional.empty();
    }
    String path = matcher.group(4) == null ? "/" : matcher.group(4);
    return Optional.of(new UrlPattern(matcher.group(1), bare(matcher.group(2)), port, path));
  }

  /**
   * Whether an address is one of these.
   *
   * @param host IPv6 without brackets
   * @param path without dot segments
   */
  public boolean matches(String scheme, String host, int port, String path) {
    return (this.scheme == null || this.scheme.equals(scheme))
        && (this.port == 0 || this.port == port)
        && matchesHost(this.host, host)
        && isBelow(path);
  }

  /** Whether its own path has a segment. */
  boolean hasSegment(String segment) {
    return List.of(path.split("/", -1)).contains(segment);
  }

  /**
   * Whether a host is one of those that a pattern with {@code *} names. Goes back to the last star
   * only, so that it takes the product of both lengths at most.
   */
  public static boolean matchesHost(String pattern, String host) {
    String text = host.toLowerCase(Locale.ROOT);
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    return pattern.substring(p).replace("*", "").isEmpty();
  }

  /** Whether a host is this machine, by its name alone. */
  public static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.matches("127(\\.\\d{1,3}){3}")
        || host.equals("::1")
        || host.equals("0:0:0:0:0:0:0:1");
  }

  private static String bare(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
  }

  private boolean isBelow(String other) {
    if (!other.startsWith(path)) {
      return false;
    }
    return path.endsWith("/")
        || other.length() == path.length()
        || other.charAt(path.length()) == '/';
  }

  @Override
  public String toString() {
    return (scheme == null ? "" : scheme + "://")
        + (host.contains(":") ? "[" + host + "]" : host)
        + (port == 0 ? "" : ":" + port)
        + (path.equals("/") ? "" : path);
  }
}
