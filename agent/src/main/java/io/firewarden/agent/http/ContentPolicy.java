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
package io.firewarden.agent.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content security policy of one of our own pages: only the script and the style that stand in
 * it, by their hashes, may run, so that nothing that slips into the page does.
 */
final class ContentPolicy {
  private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

  private ContentPolicy() {}

  static String of(String html) {
    return "default-src 'none'; style-src "
        + hash(STYLE, html)
        + "; script-src "
        + hash(SCRIPT, html)
        + "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
        + "; frame-ancestors 'none'";
  }

  private static String hash(Pattern element, String html) {
    Matcher matcher = element.matcher(html);
    if (!matcher.find()) {
      return "'none'";
    }
    byte[] text = matcher.group(1).getBytes(StandardCharsets.UTF_8);
    return "'sha256-" + Base64.getEncoder().encodeToString(sha256().digest(text)) + "'";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
