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
package io.firewarden.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettingsTest {
  /** Keeps its address from logs. */
  public record Hook(String name, URI url) {
    @Override
    public String toString() {
      return "Hook[name=" + name + "]";
    }
  }

  public record Login(
      String user,
      String password,
      Path tokenFile,
      @Nullable Path keytab,
      Secret pin,
      Map<String, Secret> headers) {}

  public record All(
      Duration interval, long maxBytes, List<URI> drivers, List<Hook> hooks, Login login) {}

  private final Map<String, String> settings =
      Settings.of(
          new All(
              Duration.ofSeconds(15),
              64L << 20,
              List.of(URI.create("http://u:s3cret@driver:4040/?token=s3cret")),
              List.of(new Hook("on-call", URI.create("https://hooks.example/s3cret"))),
              new Login("agent", "s3cret", Path.of("/etc/s3cret"),
                  null,
                  new Secret.Given("s3cret"),
                  Map.of("X-Id", new Secret.Given("s3cret")))));

  @Test
  void showsSettingsByTheirNamesWithUnits() {
    assertThat(settings)
        .containsEntry("interval", "15 s")
        .containsEntry("max-bytes", "64 MiB")
        .containsEntry("drivers[0]", "http://driver:4040/")
        .containsEntry("hooks[0].name", "on-call")
        .containsEntry("login.user", "agent")
        .containsEntry("login.keytab", "not set");
  }

  @Test
  void showsNothingThatARecordKeepsFromLogsOrThatIsNamedASecret() {
    assertThat(settings)
        .containsEntry("hooks[0].url", Settings.HIDDEN)
        .containsEntry("login.password", Settings.HIDDEN)
        .containsEntry("login.pin", Settings.HIDDEN)
        .containsEntry("login.headers", Settings.HIDDEN)
        .containsEntry("login.token-file", Settings.HIDDEN);
    assertThat(settings.toString()).doesNotContain("s3cret");
  }

  @Test
  void showsTheConfigurationInForceWithoutItsSecrets() {
    PageScene scene =
        new PageScene(
            PageScene.NOW,
            """
            cluster: prod
            poll: {interval: 20s}
            sources: {standalone-masters: ["http://master.example:8080"]}
            push: {token-file: /etc/s3cret-token}
            thresholds: {defaults: {gc-time: {critical-ratio: 0.25}}}
            notifiers:
              alertmanagers: [{url: "http://am.example:9093"}]
              webhooks: [{name: on-call, url: "https://hooks.example/s3cret?x=s3cret"}]
            """);

    assertThat(scene.html("/configuration"))
        .contains("http://master.example:8080")
        .contains("20 s")
        .contains("http://am.example:9093")
        .contains("on-call")
        .contains("gc-time.critical-ratio")
        .contains("25 %")
        .doesNotContain("s3cret");
  }
}
