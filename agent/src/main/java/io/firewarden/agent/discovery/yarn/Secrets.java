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
package io.firewarden.agent.discovery.yarn;

import java.util.List;
import java.util.regex.Pattern;

/** What looks like a secret in a text that somebody else wrote, and what stands in its place. */
final class Secrets {
  private static final String NAMES =
      "(?:passw(?:or)?d|pwd|secret|token|credential|(?:api|access|account|private)[_.-]?key"
          + "|signature)";

  private record Rule(Pattern pattern, String replacement) {}

  private static final List<Rule> RULES =
      List.of(
          rule("([a-z][a-z0-9+.-]*://)[^/\\s@]+@", "$1***@"),
          rule(
              "([\\w.-]*"
                  + NAMES
                  + "[\\w.-]*[\"']?\\s*[=:]\\s*)(?:\"[^\"]*\"|'[^']*'|[^\\s,;&\"']+)",
              "$1***"),
          rule("(--?[\\w.-]*" + NAMES + "[\\w.-]*\\s+)\\S+", "$1***"),
          rule("(\\bsig=)[^\\s,;&\"']+", "$1***"),
          rule("\\b(Bearer|Basic|Negotiate)\\s+[A-Z0-9+/=._~-]{8,}", "$1 ***"),
          rule("\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b", "***"),
          rule("\\beyJ[\\w-]{8,}\\.[\\w-]+\\.[\\w-]*", "***"));

  private Secrets() {}

  /** The text with {@code ***} for passwords, tokens and keys. */
  static String mask(String text) {
    String masked = text;
    for (Rule rule : RULES) {
      masked = rule.pattern().matcher(masked).replaceAll(rule.replacement());
    }
    return masked;
  }

  private static Rule rule(String pattern, String replacement) {
    return new Rule(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), replacement);
  }
}
