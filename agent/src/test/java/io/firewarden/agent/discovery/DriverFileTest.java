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
package io.firewarden.agent.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriverFileTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final SettableClock clock = new SettableClock(NOW);

  @TempDir private Path folder;
  private Path file;
  private DriverFile drivers;

  @BeforeEach
  void name() {
    file = folder.resolve("drivers.yaml");
    drivers = new DriverFile(file, clock);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- http://a_1:4040\n- b:4040/\n- http://a_1:4040/\n",
        "# ours\n- http://a_1:4040 # one\n- http://b:4040\n",
        "[\"http://a_1:4040\", \"http://b:4040\"]",
        "http://a_1:4040\nhttp://b:4040\n",
        "# ours\na_1:4040\n\nb:4040\n",
        "- targets: [a_1:4040, b:4040]\n",
        "[{\"targets\": [\"a_1:4040\"], \"labels\": {}}, \"http://b:4040\"]",
      })
  void readsAddressesInEveryForm(String text) throws Exception {
    assertThat(addresses(text)).containsExactly("http://a_1:4040", "http://b:4040");
  }

  @Test
  void readsTheLabelsOfAGroup() throws Exception {
    write(
        """
        - targets: [a:443]
          labels: {team: data, tier: 1, __scheme__: https, __meta_x: y}
        - targets: [b:4040]
        """);

    List<Discovered.Driver> found = found().drivers();

    assertThat(found.get(0).address()).hasToString("https://a:443");
    assertThat(found.get(0).facts().labels()).isEqualTo(Map.of("team", "data", "tier", "1"));
    assertThat(found.get(1).facts()).isEqualTo(Facts.NONE);
  }

  @Test
  void readsAgainWhatHasChanged() throws Exception {
    assertThat(addresses("- a:1\n- b:1\n")).hasSize(2);

    assertThat(addresses("- b:1\n- c:1\n")).containsExactly("http://b:1", "http://c:1");
    assertThat(found().complete()).isTrue();
    assertThat(addresses("[]")).isEmpty();
    assertThat(found().complete()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is empty; write [] for no drivers",
        "'# nothing' | is empty",
        "'- [' | drivers.yaml:1:4 is not valid YAML or JSON",
        "'a: b' | must hold a list of URLs or of groups",
        "'- ftp://a:1' | entry 1 must be host:port or an http or https URL",
        "'- a:1\n- http://ada:s3cret@b:1' | entry 2 must be host:port or an http or https URL",
        "'- http://b:1/?token=s3cret' | entry 1 must be",
        "'- targets: a:1' | entry 1 must have a list of targets",
        "'- labels: {}' | entry 1 must have a list of targets",
        "'- {targets: [], label: x}' | targets and labels only, but has label",
        "'- \"http://ada:s3cret@b:1\": x' | targets and labels only, but has http:...",
        "'- {targets: [], labels: [x]}' | the labels of entry 1 must be a mapping",
        "'- {targets: [], labels: {a-b: x}}' | the labels of entry 1 must have names of letters",
        "'- {targets: [], labels: {a: [x]}}' | the labels of entry 1 must have names of letters",
      })
  void keepsTheLastGoodListWhenTheFileIsBroken(String text, String why) throws Exception {
    assertThat(addresses("- a:1\n- b:1\n")).hasSize(2);
    clock.pass(Duration.ofMinutes(1));

    write(text.replace("\\n", "\n"));

    assertThat(why()).contains(file.toString(), why).doesNotContain("s3cret");
    assertThat(why()).endsWith("; the 2 drivers that it named until " + NOW + " stay");
    assertThat(addresses("- a:1\n- b:1\n")).hasSize(2);
  }

  @Test
  void isUnavailableWhenTheFileIsMissing() throws Exception {
    assertThat(why()).isEqualTo(file + " does not exist");

    Files.createDirectory(file);
    assertThat(why()).isEqualTo(file + " must be a file, but is a directory");
  }

  @Test
  void isUnavailableWhenTheFileIsNoText() throws Exception {
    Files.write(file, "- ä:1".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(why()).contains("must be UTF-8");
  }

  @Test
  void isUnavailableWhenTheFileIsTooLarge() throws Exception {
    write("#".repeat((1 << 20) + 1));

    assertThat(why()).contains("must have at most 1048576 bytes, but has 1048577");
  }

  @Test
  void isNamedByItsFile() {
    assertThat(drivers.name()).isEqualTo(file.toString());
  }

  private List<String> addresses(String text) throws IOException {
    write(text);
    return found().drivers().stream().map(driver -> driver.address().toString()).toList();
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  private Discovered.Found found() {
    Discovered discovered = drivers.discover();
    assertThat(discovered).isInstanceOf(Discovered.Found.class);
    return (Discovered.Found) discovered;
  }

  private String why() {
    Discovered discovered = drivers.discover();
    assertThat(discovered).asInstanceOf(type(Discovered.Unavailable.class)).isNotNull();
    return ((Discovered.Unavailable) discovered).why();
  }
}
