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
package io.firewarden.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.listener.push.PushTarget;
import io.firewarden.listener.secret.NamedFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushSettingsTest {
  private static final String PREFIX = "spark.firewarden.";

  @Test
  void pushesNothingByDefault() {
    assertThat(read().push()).isNull();
    assertThat(read("agent.interval", "20s").push()).isNull();
  }

  @Test
  void readsAllOfThem() throws Exception {
    ListenerSettings settings =
        read(
            "agent.url", "https://agent:9475/base",
            "agent.token", "abc",
            "agent.interval", "30s",
            "agent.ca.file", "/etc/ca.pem",
            "cluster", "prod");

    assertThat(settings.faults()).isEmpty();
    PushTarget target = settings.push();
    assertThat(target.agent()).isEqualTo(URI.create("https://agent:9475/base"));
    assertThat(target.token().read()).isEqualTo("abc");
    assertThat(target.interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(target.caFile())
        .isEqualTo(new NamedFile(PREFIX + "agent.ca.file", Path.of("/etc/ca.pem")));
    assertThat(target.cluster()).isEqualTo("prod");
    assertThat(settings.toString()).doesNotContain("abc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "agent:9475 | does not start with http:// or https://",
        "s3cret | does not start with http:// or https://",
        "ftp://agent | is \"ftp://agent\"",
        "http:// | is \"http://\"",
        "https://agent/?token=s3cret | is \"https://agent/...\"",
        "https://agent/#s3cret | is \"https://agent/...\"",
        "https://agent/a b?s3cret | is \"https://agent/a b...\"",
        "http://me:s3cret@agent | has a user",
        "http://agent/?a=s3cret@agent | has a user"
      })
  void pushesNothingToWhatIsNoAddressAndShowsNoSecretOfIt(String url, String found) {
    ListenerSettings settings = read("agent.url", url);

    assertThat(settings.push()).isNull();
    assertThat(settings.faults())
        .singleElement()
        .asString()
        .isEqualTo(
            "spark.firewarden.agent.url must be an http or https URL with a host and no user, query"
                + " or fragment, but "
                + found
                + "; nothing is pushed");
  }

  @Test
  void sendsATokenInTheClearOnlyToItsOwnMachineOrWhenAllowed() {
    for (String near : new String[] {"localhost", "127.0.0.1", "127.1.2.3", "[::1]"}) {
      ListenerSettings settings = read("agent.url", "http://" + near, "agent.token", "t");
      assertThat(settings.push()).as(near).isNotNull();
      assertThat(settings.faults()).isEmpty();
    }
    assertThat(read("agent.url", "http://agent").push()).isNotNull();

    ListenerSettings far = read("agent.url", "http://127.0.0.1.evil", "agent.token", "t");
    assertThat(far.push()).isNull();
    assertThat(far.faults())
        .containsExactly(
            "spark.firewarden.agent.url must be https or a loopback address when there is a token,"
                + " but is http://127.0.0.1.evil (spark.firewarden.agent.insecure=true would send"
                + " the token in the clear); nothing is pushed");

    ListenerSettings allowed =
        read("agent.url", "http://agent", "agent.token", "t", "agent.insecure", "true");
    assertThat(allowed.push()).isNotNull();
    assertThat(allowed.faults())
        .singleElement()
        .asString()
        .endsWith("the token is sent in the clear, as spark.firewarden.agent.insecure allows");
  }

  @Test
  void refusesTokensThatAreNone() {
    assertThat(
            read("agent.url", "https://a", "agent.token", "x y", "agent.token.file", "f").faults())
        .containsExactly(
            "spark.firewarden.agent.token and spark.firewarden.agent.token.file must not both be"
                + " set; nothing is pushed");
    ListenerSettings two = read("agent.url", "https://a", "agent.token", "one\r\ntwo");
    assertThat(two.push()).isNull();
    assertThat(two.faults().toString()).doesNotContain("one").contains("printable ASCII");
    assertThat(read("agent.url", "https://a", "agent.ca.file", "").push()).isNull();
  }

  @Test
  void protectsNothingByHalf() {
    ListenerSettings settings =
        read(
            "auth.token", "s3cret",
            "auth.user", "me",
            "tls.keystore.file", "/k.p12");

    assertThat(settings.faults()).isEmpty();
    assertThat(settings.protection().faults())
        .containsExactly(
            "spark.firewarden.auth.token and spark.firewarden.auth.user must not both be set",
            "spark.firewarden.auth.password.file must be set when spark.firewarden.auth.user is,"
                + " but is not",
            "spark.firewarden.tls.keystore.password.file must be set when"
                + " spark.firewarden.tls.keystore.file is, but is not");
    assertThat(settings.toString()).doesNotContain("s3cret");
    assertThat(read("auth.token", "").protection().faults())
        .containsExactly("spark.firewarden.auth.token must not be empty");
    assertThat(read("auth.user", "me:s3cret", "auth.password.file", "f").protection().faults())
        .containsExactly("spark.firewarden.auth.user must be a name without a colon, but is not");
  }

  private static ListenerSettings read(String... settings) {
    Map<String, String> conf = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      conf.put(PREFIX + settings[i], settings[i + 1]);
    }
    return SettingsReader.read(conf);
  }
}
