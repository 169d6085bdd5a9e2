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

import io.firewarden.alerts.threshold.Threshold;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {

  @Test
  void hasADefaultForEachSetting() {
    ListenerSettings settings = SettingsReader.read(Map.of("spark.driver.host", "driver.example"));

    assertThat(settings.faults()).isEmpty();
    assertThat(settings.host()).isEqualTo("driver.example");
    assertThat(settings.port()).isEqualTo(9474);
    assertThat(settings.portRetries()).isEqualTo(16);
    assertThat(settings.cluster()).isEqualTo("default");
    assertThat(settings.window()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.seriesLimit()).isEqualTo(5000);
    assertThat(settings.thresholds().configured()).isEmpty();
    assertThat(settings.memoryFraction()).isEqualTo(0.6);
    assertThat(settings.localMode()).isFalse();
  }

  @Test
  void takesEachSetting() {
    Map<String, String> conf = new HashMap<>();
    conf.put("spark.firewarden.enabled", "true");
    conf.put("spark.firewarden.host", "127.0.0.1");
    conf.put("spark.firewarden.port", " 0 ");
    conf.put("spark.firewarden.cluster", "prod");
    conf.put("spark.firewarden.window", "10m");
    conf.put("spark.firewarden.check.interval", "30 s");
    conf.put("spark.firewarden.executor.interval", "5m");
    conf.put("spark.firewarden.series.limit", "100");
    conf.put("spark.firewarden.threshold.long-task.max-seconds", "60");
    conf.put("spark.port.maxRetries", "3");
    conf.put("spark.memory.fraction", "0.8");
    conf.put("spark.master", "local[4, 2]");

    ListenerSettings settings = SettingsReader.read(conf);

    assertThat(settings.faults()).isEmpty();
    assertThat(settings.executorInterval()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isZero();
    assertThat(settings.portRetries()).isEqualTo(3);
    assertThat(settings.cluster()).isEqualTo("prod");
    assertThat(settings.window()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.checkInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.seriesLimit()).isEqualTo(100);
    assertThat(settings.thresholds().configured()).isEqualTo(Map.of(Threshold.TASK_SECONDS, 60.0));
    assertThat(settings.memoryFraction()).isEqualTo(0.8);
    assertThat(settings.localMode()).isTrue();
  }

  @Test
  void bindsWhereSparkBindsAndAdvertisesWhereSparkIs() {
    ListenerSettings settings =
        SettingsReader.read(
            Map.of("spark.driver.host", "driver.example", "spark.driver.bindAddress", "0.0.0.0"));

    assertThat(settings.host()).isEqualTo("0.0.0.0");
    assertThat(settings.advertisedHost()).isEqualTo("driver.example");
  }

  @ParameterizedTest
  @CsvSource({"local,true", "local[*],true", "'local-cluster[1,1,512]',false", "yarn,false"})
  void knowsLocalMode(String master, boolean local) {
    assertThat(SettingsReader.read(Map.of("spark.master", master)).localMode()).isEqualTo(local);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port | 70000 | must be a number from 0 to 65535, but is \"70000\"; using 9474",
        "port | http | must be a number from 0 to 65535, but is \"http\"; using 9474",
        "enabled | yes | must be true or false, but is \"yes\"; using true",
        "window | 5 | must be a duration from 2m to 24h, such as 5m, but is \"5\"; using 5m",
        "window | 1m | must be a duration from 2m to 24h, such as 5m, but is \"1m\"; using 5m",
        "check.interval | 2m | must be a duration from 1s to 1m, such as 10s, but is \"2m\";"
            + " using 10s",
        "executor.interval | 6m | must be a duration from 1s to 5m, such as 10s, but is \"6m\";"
            + " using 10s",
        "series.limit | -1 | must be a number from 100 to 1000000, but is \"-1\"; using 5000",
        "cluster | '' | must be a name of 1 to 100 characters, but is \"\"; using default",
        "host | '' | must be a host name or address, but is \"\"; using localhost",
      })
  void replacesAWrongValueByItsDefaultAndSaysSo(String name, String value, String fault) {
    Map<String, String> wrong = Map.of("spark.firewarden." + name, value);

    assertThat(SettingsReader.read(wrong).faults())
        .containsExactly("spark.firewarden." + name + " " + fault);
  }

  @Test
  void usesTheDefaultOfAWrongSetting() {
    ListenerSettings settings = SettingsReader.read(Map.of("spark.firewarden.port", "-1"));

    assertThat(settings.port()).isEqualTo(9474);
  }

  @Test
  void namesTheNearestSettingForAnUnknownOneButNotItsValue() {
    ListenerSettings settings = SettingsReader.read(Map.of("spark.firewarden.windw", "hunter2"));

    assertThat(settings.faults())
        .containsExactly(
            "spark.firewarden.windw is not a setting of Firewarden and is ignored; did you mean"
                + " spark.firewarden.window?");
  }

  @Test
  void namesNoSettingThatIsFarFromAnUnknownOne() {
    assertThat(SettingsReader.read(Map.of("spark.firewarden.password", "x")).faults())
        .containsExactly("spark.firewarden.password is not a setting of Firewarden and is ignored");
  }

  @Test
  void reportsAWrongThresholdAndKeepsTheOthers() {
    ListenerSettings settings =
        SettingsReader.read(
            Map.of(
                "spark.firewarden.threshold.gc-time.critical-ratio", "15 %",
                "spark.firewarden.threshold.locality.min-tasks", "5"));

    assertThat(settings.faults())
        .singleElement()
        .asString()
        .startsWith("spark.firewarden.threshold.gc-time.critical-ratio must be ")
        .endsWith("; it is ignored");
    assertThat(settings.thresholds().configured())
        .isEqualTo(Map.of(Threshold.LOCALITY_MIN_TASKS, 5.0));
  }

  @Test
  void reportsEachFaultOfManySettings() {
    ListenerSettings settings =
        SettingsReader.read(
            Map.of(
                "spark.firewarden.port", "x",
                "spark.firewarden.prot", "1",
                "spark.firewarden.threshold.long-task.max-seconds", "-1"));

    assertThat(settings.faults()).hasSize(3);
  }

  @Test
  void leavesWrongSettingsOfSparkToSpark() {
    ListenerSettings settings =
        SettingsReader.read(Map.of("spark.memory.fraction", "x", "spark.port.maxRetries", "x"));

    assertThat(settings.faults()).isEmpty();
    assertThat(settings.memoryFraction()).isEqualTo(0.6);
    assertThat(settings.portRetries()).isEqualTo(16);
  }

  @Test
  void takesLabels() {
    ListenerSettings settings =
        SettingsReader.read(
            Map.of(
                "spark.firewarden.labels.team",
                " risk ",
                "spark.firewarden.labels.Cost_Centre_7",
                "x".repeat(100)));

    assertThat(settings.faults()).isEmpty();
    assertThat(settings.labels())
        .isEqualTo(Map.of("team", "risk", "Cost_Centre_7", "x".repeat(100)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7up", "my-team", "my.team", "__meta", "é"})
  void refusesALabelThatIsNoName(String name) {
    String key = "spark.firewarden.labels." + name;
    ListenerSettings settings = SettingsReader.read(Map.of(key, "hunter2"));

    assertThat(settings.labels()).isEmpty();
    assertThat(settings.faults())
        .containsExactly(
            key
                + " must end in a label name of letters, digits and underscores that begins with"
                + " neither a digit nor two underscores; it is ignored");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cluster", "app_id", "app_name", "user", "source", "ui_url", "job", "instance"})
  void refusesALabelThatIsTaken(String name) {
    String key = "spark.firewarden.labels." + name;
    ListenerSettings settings = SettingsReader.read(Map.of(key, "x"));

    assertThat(settings.labels()).isEmpty();
    assertThat(settings.faults())
        .containsExactly(key + " must not end in " + name + ", which is taken; it is ignored");
  }

  @ParameterizedTest
  @CsvSource({"' ',0", "xxxxxxxxxx,110"})
  void refusesALabelWithoutAValueOrWithALongOne(String tenth, int length) {
    String value = tenth.repeat(11);
    ListenerSettings settings =
        SettingsReader.read(
            Map.of("spark.firewarden.labels.team", value, "spark.firewarden.labels.tier", "prod"));

    assertThat(settings.labels()).isEqualTo(Map.of("tier", "prod"));
    assertThat(settings.faults())
        .containsExactly(
            "spark.firewarden.labels.team must be a text of 1 to 100 characters, but has "
                + length
                + "; it is ignored");
  }

  @Test
  void refusesTheEleventhLabel() {
    Map<String, String> conf = new HashMap<>();
    for (char name = 'a'; name <= 'l'; name++) {
      conf.put("spark.firewarden.labels." + name, "x");
    }

    ListenerSettings settings = SettingsReader.read(conf);

    assertThat(settings.labels()).hasSize(10).containsKeys("a", "j");
    assertThat(settings.faults())
        .containsExactly(
            "spark.firewarden.labels.k is one label too many: there can be 10; it is ignored",
            "spark.firewarden.labels.l is one label too many: there can be 10; it is ignored");
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "10s,10000", "5m,300000", "5min,300000", "1h,3600000", "2 H,7200000"})
  void readsDurations(String text, long millis) {
    assertThat(SettingsReader.parseDuration(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"5", "m", "-5m", "5d", "1m30s", "99999999999s"})
  void refusesWhatIsNoDuration(String text) {
    assertThat(SettingsReader.parseDuration(text)).isNull();
  }
}
