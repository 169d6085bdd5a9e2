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
package io.firewarden.agent.access;

import static javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag.REQUIRED;

import io.firewarden.agent.config.Access.Kerberos;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;

/**
 * JAAS's configuration of a login from a keytab. Made here, so that nobody has to write a file for
 * JAAS; realms and KDCs are those of the JVM ({@code java.security.krb5.conf}).
 */
final class KeytabConfiguration extends Configuration {
  private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";

  private final Kerberos login;

  KeytabConfiguration(Kerberos login) {
    this.login = login;
  }

  @Override
  public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
    Map<String, String> options =
        Map.of(
            "principal", login.principal(),
            "useKeyTab", "true",
            "keyTab", login.keytabFile().toAbsolutePath().toString(),
            "useTicketCache", "false",
            "doNotPrompt", "true",
            "isInitiator", "true",
            "refreshKrb5Config", "true");
    return new AppConfigurationEntry[] {new AppConfigurationEntry(MODULE, REQUIRED, options)};
  }
}
