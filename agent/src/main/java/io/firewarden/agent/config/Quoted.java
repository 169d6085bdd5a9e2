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

import java.util.regex.Pattern;

/**
 * What messages may repeat of a configuration that is not valid, and so may hold a secret where
 * none belongs. Messages go to logs, to pages and to everybody who is told of alerts.
 */
public final class Quoted {
  private static final Pattern KEY_WITH_VALUE =
      Pattern.compile("([^:=@\\s]*[:=@\\s]).*", Pattern.DOTALL);

  private Quoted() {}

  /** A key; without the space in {@code key:value} YAML takes the value for a part of the key. */
  public static String key(String key) {
    return KEY_WITH_VALUE.matcher(key).replaceFirst("$1...");
  }

  /** An address of a server, unless it has parts that may be secret. */
  static String address(String address) {
    return address.matches("[^@?#\\s]*") ? address : "one with a user, a query or white space";
  }

  /** An address of a mailbox, unless it may be {@code user:password@host}. */
  static String mailbox(String address) {
    return address.contains(":") ? "one with a colon" : address;
  }
}
