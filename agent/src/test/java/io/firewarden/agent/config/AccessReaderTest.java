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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.agent.config.Access.Basic;
import io.firewarden.agent.config.Access.Bearer;
import io.firewarden.agent.config.Access.Kerberos;
import io.firewarden.agent.config.Access.KeyStoreCertificate;
import io.firewarden.agent.config.Access.PemCertificate;
import io.firewarden.agent.config.Access.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessReaderTest {
  private static final String EVERY_KIND =
      """
      access:
        - match: [https://rm*.example.com:8090, https://history.example.com/]
          kerberos: {principal: me@EXAMPLE.COM, keytab-file: /k}
          ca-file: /ca
        - match: https://a.example.com/proxy
          basic: {user: me, password-file: /p}
          client-certificate: {certificate-file: /c, key-file: /q}
          headers: {X-Key: {file: /h}, X-Tenant: {env: TENANT}, X-Scope: prod}
        - match: '*'
          bearer: {token-env: TOKEN}
          client-certificate: {keystore-file: /s, keystore-password-file: /w}
          proxy: {url: 'http://proxy:3128', user: me, password-file: /p, no-proxy: ['*.LOCAL']}
          insecure: true
        - match: localhost
      """;

  @TempDir private Path folder;

  @Test
  void readsEveryKindOfAccess() throws Exception {
    List<Access> all = read(EVERY_KIND);

    assertThat(all)
        .hasSize(4)
        .startsWith(
            new Access(
                "access[0]",
                List.of(
                    new UrlPattern("https", "rm*.example.com", 8090, "/"),
                    new UrlPattern("https", "history.example.com", 0, "/")),
                new Kerberos("me@EXAMPLE.COM", Path.of("/k")),
                null,
                Path.of("/ca"),
                Map.of(),
                null,
                false),
            new Access(
                "access[1]",
                List.of(new UrlPattern("https", "a.example.com", 0, "/proxy")),
                new Basic("me", new Secret.InFile(Path.of("/p"))),
                new PemCertificate(Path.of("/c"), Path.of("/q")),
                null,
                Map.of(
                    "X-Key", new Secret.InFile(Path.of("/h")),
                    "X-Tenant", new Secret.InVariable("TENANT"),
                    "X-Scope", new Secret.Given("prod")),
                null,
                false));
  }

  @Test
  void readsProxiesKeystoresAndEntriesThatAskForNothing() throws Exception {
    List<Access> all = read(EVERY_KIND);

    assertThat(all)
        .endsWith(
            new Access(
                "access[2]",
                List.of(new UrlPattern(null, "*", 0, "/")),
                new Bearer(new Secret.InVariable("TOKEN")),
                new KeyStoreCertificate(Path.of("/s"), new Secret.InFile(Path.of("/w"))),
                null,
                Map.of(),
                new Proxy(
                    URI.create("http://proxy:3128"),
                    new Basic("me", new Secret.InFile(Path.of("/p"))),
                    List.of("*.local")),
                true),
            new Access(
                "access[3]",
                List.of(new UrlPattern(null, "localhost", 0, "/")),
                null,
                null,
                null,
                Map.of(),
                null,
                false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | access[0].match is missing",
        "{match: []} | access[0].match must hold at least one address, but is an empty list",
        "{match: a, headers: x} | access[0].headers must be a mapping, but is a text",
        "{match: 'ftp://x'} | access[0].match must be an address such as",
        "{match: 'https://u:hush@x'} | but is one with a user",
        "{match: 'x:99999'} | access[0].match must be an address such as",
        "{match: [a, a]} | access[0].match must differ from those of access[0], but is a too",
        "{match: a, basic: {user: u}} | access[0].basic.password-file is missing",
        "{match: a, basic: {password-file: /p}} | access[0].basic.user is missing",
        "{match: a, basic: {user: 'a:b', password-file: /p}} | must not hold a colon",
        "{match: a, basic: {user: u, password: hush}} | access[0].basic.password is not a known key",
        "{match: a, bearer: {}} | access[0].bearer",
        "{match: a, kerberos: {keytab-file: /k}} | access[0].kerberos.principal is missing",
        "{match: a, kerberos: {principal: p}} | access[0].kerberos.keytab-file is missing",
        "{match: a, basic: {user: u, password-file: /p}, bearer: {token-file: /t}} |"
            + " access[0].bearer must not be given beside basic",
        "{match: a, client-certificate: {key-file: /k}} |"
            + " access[0].client-certificate.certificate-file is missing",
        "{match: a, client-certificate: {keystore-file: /k}} |"
            + " access[0].client-certificate.keystore-password-file is missing",
        "{match: a, headers: {Host: {file: /f}}} | access[0].headers.Host must be the name of",
        "{match: a, headers: {X-A: {}}} | access[0].headers.X-A must have either file or env",
        "{match: a, headers: {X-A: {file: /f, env: F}}} | must have either file or env",
        "{match: a, headers: {X-Api-Key: hush}} | access[0].headers.X-Api-Key must have either file"
            + " or env, for its name tells of a secret",
        "{match: a, headers: {X-A: [hush]}} | access[0].headers.X-A must be a text, or have either",
        "{match: a, headers: {X-A: hüsh}} | access[0].headers.X-A must be printable ASCII",
        "{match: a, proxy: 'http://p/'} | access[0].proxy must be an address such as",
        "{match: a, proxy: {url: 'http://p:1', no-proxy: ['a/b']}} | access[0].proxy.no-proxy must hold",
        "{match: a, bearer: {token-file: /t, token-env: T}} |"
            + " access[0].bearer.token-env must not be given beside token-file",
        "{match: a, bearer: {token-file: /t}, headers: {authorization: {file: /f}}} |"
            + " access[0].headers.Authorization must not be given beside",
        "{match: a, proxy: {url: 'https://p:1'}} | access[0].proxy.url must be an address such as",
        "{match: a, proxy: {user: u, password-file: /p}} | access[0].proxy.url is missing",
        "{match: a, insecure: maybe} | access[0].insecure must be true or false, but is maybe",
        "{match: 'http://a', bearer: {token-file: /t}} | access[0].match must not send secrets over"
            + " plain http to another machine unless access[0].insecure is true, but is http://a",
        "{match: a, tokn: x} | access[0].tokn"
      })
  void namesTheKeyAndTheRule(String entry, String fault) {
    assertThatThrownBy(() -> read("access: [" + entry + "]"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(fault)
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "https://*.example.com, https://a.b.example.com:443/x, true",
    "https://*.example.com, https://example.com:443/x, false",
    "https://*.example.com, http://a.example.com:80/x, false",
    "HOST:8080, http://host:8080/, true",
    "host:8080, http://host:8081/, false",
    "host/proxy, http://host:80/proxy, true",
    "host/proxy, http://host:80/proxy/application_1, true",
    "host/proxy, http://host:80/proxyfoo, false",
    "host/proxy/, http://host:80/proxy/x, true",
    "'[::1]:4040', http://[::1]:4040/, true",
    "a*b*c, http://axxbxbc:80/, true",
    "a*b*c, http://axxcxb:80/, false",
    "host, http://host.evil.example:80/, false"
  })
  void matchesAddresses(String pattern, URI url, boolean matches) {
    String host = url.getHost().replaceAll("[\\[\\]]", "");

    assertThat(
            UrlPattern.parse(pattern)
                .orElseThrow()
                .matches(url.getScheme(), host, url.getPort(), url.getPath()))
        .isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "127.0.0.1, true",
    "127.9.9.9, true",
    "::1, true",
    "127.0.0.1.evil.example, false",
    "localhost.evil.example, false",
    "10.0.0.1, false"
  })
  void knowsItsOwnMachine(String host, boolean own) {
    assertThat(UrlPattern.isLoopback(host)).isEqualTo(own);
  }

  private List<Access> read(String yaml) throws Exception {
    return AgentConfigKit.read(folder, yaml).access();
  }
}
